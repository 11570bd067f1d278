// In the page before anything else.
(() => {
  // Where the dashboard stands is what "." means here: Streamlit need not try each folder of the address.
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href };
  // The language, for a screen reader, follows the address, which a reader's choice changes without a reload.
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
