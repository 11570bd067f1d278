// The page's language, for a screen reader: it follows the address, which a reader's choice changes without a reload.
(() => {
  const follow = () => {
    const chosen = new URLSearchParams(location.search).get("taal");
    document.documentElement.lang = chosen === "en" ? "en" : "nl";
  };
  for (const name of ["pushState", "replaceState"]) {
    const own = history[name];
    history[name] = function (...given) {
      own.apply(this, given);
      follow();
    };
  }
  addEventListener("popstate", follow);
  follow();
})();
