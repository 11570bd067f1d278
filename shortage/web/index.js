// In the page before anything else.
(() => {
  // Where the dashboard stands is what "." means here: Streamlit need not try each folder of the address.
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href };
  // The scripts that this page will need: read once Streamlit's own have run, and run as soon as the page has been asked
  // for. Not before: the drawing library keeps the browser busy for as long as the server takes to make the page.
  const soon = () => document.querySelectorAll("link[data-soon]");
  addEventListener("DOMContentLoaded", () => soon().forEach((one) => (one.rel = "modulepreload")));
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      window.WebSocket = Socket;
      const run = () => soon().forEach((one) => import(one.href).catch(() => {}));
      this.addEventListener("open", () => setTimeout(run), { once: true });
    }
  };
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
  // On a phone the menu lies over the page: it goes once a page has been chosen.
  addEventListener("click", (event) => {
    if (innerWidth > 768 || !event.target.closest?.('[data-testid="stSidebarNavLink"]')) return;
    setTimeout(() => document.querySelector('[data-testid="stSidebar"] button[aria-expanded="true"]')?.click());
  });
  follow();
})();
