/**
 * Words by which people say, in a message of nothing else, that they want messages no longer, or again. The English ones are those
 * that carriers prescribe; the others are what people write in their own language. Letters may be small or capital, with or without
 * their accents. A word must not be in both lists, nor be one that
 * answers an ordinary question in any of the languages: NO and FINE are not here.
 */
interface OptWords {
  readonly stop: readonly string[];
  readonly start: readonly string[];
}

export const OPT_WORDS: Readonly<Record<string, OptWords>> = {
  en: {
    stop: ['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'OPT OUT', 'CANCEL'],
    start: ['START', 'YES', 'UNSTOP', 'SUBSCRIBE', 'OPTIN', 'OPT IN'],
  },
  de: {
    stop: ['STOPP', 'ABMELDEN', 'ABBESTELLEN', 'AUSTRAGEN', 'BEENDEN', 'ENDE', 'KÜNDIGEN', 'WIDERRUF'],
    start: ['ANMELDEN', 'STARTEN'],
  },
  fr: {
    stop: ['ARRÊT', 'ARRÊTER', 'ARRÊTEZ', 'DÉSABONNER', 'DÉSINSCRIRE', 'DÉSINSCRIPTION', 'STOP SMS', 'FIN'],
    start: ['DÉMARRER', 'COMMENCER', 'REPRENDRE', 'ABONNER', 'INSCRIRE'],
  },
  es: {
    stop: ['ALTO', 'PARAR', 'PARA', 'DETENER', 'BAJA', 'CANCELAR', 'DESUSCRIBIR', 'FIN', 'TERMINAR'],
    start: ['INICIAR', 'EMPEZAR', 'COMENZAR', 'ALTA', 'SUSCRIBIR', 'REANUDAR'],
  },
  it: {
    stop: ['FERMA', 'FERMARE', 'BASTA', 'ANNULLA', 'CANCELLA', 'DISISCRIVI', 'DISDICI'],
    start: ['INIZIA', 'AVVIA', 'ISCRIVI', 'RIPRENDI'],
  },
  nl: {
    stop: ['STOPPEN', 'AFMELDEN', 'UITSCHRIJVEN', 'OPZEGGEN', 'BEËINDIGEN', 'EINDE'],
    start: ['BEGIN', 'AANMELDEN', 'INSCHRIJVEN', 'HERVATTEN'],
  },
  pl: {
    stop: ['WYPISZ', 'REZYGNUJĘ', 'REZYGNACJA', 'ZATRZYMAJ', 'KONIEC', 'ANULUJ', 'USUŃ'],
    start: ['ROZPOCZNIJ', 'WZNÓW', 'ZAPISZ', 'SUBSKRYBUJ'],
  },
  pt: {
    stop: ['PARAR', 'PARE', 'SAIR', 'CANCELAR', 'REMOVER', 'DESCADASTRAR', 'FIM'],
    start: ['INICIAR', 'COMEÇAR', 'RETOMAR', 'CADASTRAR'],
  },
  ar: {
    stop: ['توقف', 'أوقف', 'إيقاف', 'قف', 'إلغاء', 'إلغاء الاشتراك'],
    start: ['ابدأ', 'بدء', 'اشتراك', 'استئناف'],
  },
  he: {
    stop: ['הסר', 'הסירו', 'הסרה', 'עצור', 'הפסק', 'ביטול', 'בטל'],
    start: ['התחל', 'הירשם', 'הצטרף', 'חידוש'],
  },
};
