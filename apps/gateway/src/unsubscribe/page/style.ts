/** All of the page's look. No fonts, images or scripts from anywhere: the page is one answer. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #fff; --text: #1a1d23; --quiet: #555d6b; --line: #d9dde3; --field: #767d8a;
  --accent: #3f37c9; --on-accent: #fff; --soft: #eeedfd;
  --good: #0b5d39; --good-ground: #e3f5ec; --bad: #a11b14; --bad-ground: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #111318; --card: #1b1e25; --text: #e9ebf0; --quiet: #a9b1bf; --line: #30353f; --field: #8a92a1;
    --accent: #b0b9ff; --on-accent: #14161c; --soft: #262a45;
    --good: #86e3b5; --good-ground: #12301f; --bad: #ffb0a8; --bad-ground: #3a1815;
  }
}
* { box-sizing: border-box; }
/* What has the focus does not lie under the button that is always there. */
html { scroll-padding-block: 1rem 6rem; font: 100%/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); }
main { max-width: 40rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); }
.small { font-size: .9rem; margin: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem; margin: 1rem 0; }
.alone { margin-top: 12vh; padding: 2rem 1.5rem; }
.alone p { margin: 0; }
.alone p + p { margin-top: 1.5rem; }
.notice { border-radius: 10px; padding: .8rem 1rem; margin: 1.25rem 0; font-weight: 600; color: var(--good);
  background: var(--good-ground); border: 1px solid currentcolor; }
.notice.bad { color: var(--bad); background: var(--bad-ground); }
fieldset { border: 0; border-top: 1px solid var(--line); margin: .9rem 0 0; padding: .9rem 0 0; min-width: 0; }
h2 + fieldset { border-top: 0; margin-top: 0; padding-top: .4rem; }
legend { float: inline-start; width: 100%; padding: 0; font-weight: 600; overflow-wrap: anywhere; }
h2 + fieldset legend.only { font-weight: 500; color: var(--quiet); }
.choices { clear: both; display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.choice { display: inline-flex; align-items: center; gap: .6rem; min-height: 2.75rem; padding: .3rem 0;
  line-height: 1.3; cursor: pointer; }
.small + .choice { margin-top: .35rem; }
input[type=checkbox] { width: 1.3rem; height: 1.3rem; margin: 0; flex: none; accent-color: var(--accent); cursor: pointer; }
.times { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .25rem 0 .75rem; }
.times label { display: grid; gap: .2rem; font-size: .9rem; color: var(--quiet); }
input[type=time] { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--field);
  border-radius: 8px; padding: .45rem .6rem; min-height: 2.75rem; }
button, a.main { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .55rem 1.4rem; border-radius: 10px; cursor: pointer;
  border: 1px solid var(--accent); background: var(--card); color: var(--accent); overflow-wrap: anywhere; }
a.main { display: inline-block; text-align: center; text-decoration: none; }
button.main, a.main { background: var(--accent); color: var(--on-accent); }
button:hover, a.main:hover { box-shadow: 0 0 0 3px var(--soft); }
.save { padding: 1.5rem 0 1rem; }
@media (min-height: 36rem) {
  .save { position: sticky; bottom: 0; background: linear-gradient(transparent, var(--ground) 1.4rem); }
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 6px; }
@media (max-width: 30rem) {
  main { padding-top: 1.5rem; }
  h1 { font-size: 1.5rem; }
  button, a.main { width: 100%; }
}
@media (forced-colors: active) { .notice, .card { border: 1px solid; } }
`;
