import tseslint from 'typescript-eslint';

/** What bites most in this code base, over the recommended rules: promises that nobody awaits, and sizes (STYLE 3). */
const promises = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/return-await': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
};
const sizes = {
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
  complexity: ['error', 15],
  'max-depth': ['error', 4],
};
const core = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-console': ['error', { allow: ['log', 'error'] }],
  'no-duplicate-imports': 'error',
  'no-self-compare': 'error',
  'no-unreachable-loop': 'error',
  'no-unused-private-class-members': 'error',
  'object-shorthand': 'error',
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'packages/*/dist/',
      'packages/client/src/api.ts',
      'node_modules/',
      '.carillon/',
      'coverage/',
      'bench/limit.mjs',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: core },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: promises,
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.recommended] },
  { files: ['{apps,libs,packages,scripts,bench,infra}/**/*.{ts,mjs}'], ignores: ['**/*.spec.ts'], rules: sizes },
);
