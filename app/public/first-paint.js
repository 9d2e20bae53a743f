/* Runs before the first paint, so that nobody in the dark is flashed by a white page. The app takes over afterwards. */
(function () {
  var kept = {};
  try {
    kept = { theme: localStorage.getItem('theme'), language: localStorage.getItem('language') };
  } catch (refused) {
    // Storage may be forbidden; the defaults below hold.
  }
  var hour = new Date().getHours();
  var dark = matchMedia('(prefers-color-scheme: dark)').matches || hour >= 20 || hour < 6;
  var root = document.documentElement;
  root.dataset.theme = kept.theme === 'day' || kept.theme === 'night' ? kept.theme : dark ? 'night' : 'day';
  if (kept.language) {
    root.lang = kept.language;
    root.dir = kept.language === 'ar' ? 'rtl' : 'ltr';
  }
})();
