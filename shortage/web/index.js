// In the page before anything else.
(() => {
  const words = /* words */ {};
  const lang = () => (new URLSearchParams(location.search).get("taal") === "en" ? "en" : "nl");
  // Where the dashboard stands is what "." means here: Streamlit need not try each folder of the address.
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: new URL("./", location.href).href };
  // The scripts that this page will need: read once Streamlit's own have run, and run as soon as the page has been asked
  // for. Not before: the drawing library keeps the browser busy for as long as the server takes to make the page.
  const soon = () => document.querySelectorAll("link[data-soon]");
  addEventListener("DOMContentLoaded", () => soon().forEach((one) => (one.rel = "modulepreload")));

  // How wide the window is, so that charts are drawn for it: a phone's is not a page's made narrower.
  const note = () => {
    const width = innerWidth < 640 ? "narrow" : innerWidth < 1500 ? "page" : "wide";
    document.cookie = `sl_width=${width}; path=${new URL("./", location.href).pathname}; SameSite=Lax`;
  };
  note();
  addEventListener("resize", note);

  // A chart goes whole onto A4, whatever the window that it was drawn for.
  const [PAPER, MOST] = [690, 0.85];
  addEventListener("beforeprint", () =>
    document.querySelectorAll("[data-testid='stPlotlyChart']").forEach((chart) =>
      chart.style.setProperty("--sl-print", Math.min(MOST, PAPER / chart.getBoundingClientRect().width)),
    ),
  );

  // A page that lost its server says so, in its own language and without covering what is read.
  const [LOST, AGAIN] = ["sl-lost", "sl-again"];
  const hidden = document.createElement("style");
  hidden.textContent = `html.${LOST} [data-baseweb="modal"] { display: none !important; }
    html.${AGAIN} #root { pointer-events: none; }
    #${LOST} { position: fixed; inset: auto 0 0 0; z-index: 1000000; padding: .75rem 1.25rem; background: #1a1a1a;
      color: #fff; font: 1rem/1.45 sans-serif; }`;
  const say = (isLost) => {
    document.getElementById(LOST)?.remove();
    document.documentElement.classList.toggle(LOST, isLost);
    if (isLost && document.body) {
      document.head.append(hidden);
      const bar = document.createElement("div");
      bar.id = LOST;
      bar.lang = lang();
      bar.setAttribute("role", "status");
      bar.textContent = words.lost?.[lang()] ?? "";
      document.body.append(bar);
    }
  };
  // A server that never saw this page knows nothing of it: the page asks to be run, with all that was chosen in it, as a
  // browser does that goes back to it. An anchor in the address would make Streamlit take it for a jump within the page.
  const again = () => {
    const anchored = location.hash && location.href;
    const write = History.prototype.replaceState.bind(history, history.state, "");
    if (anchored) write(location.pathname + location.search);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    if (anchored) write(anchored);
    // Until it has been run a server does not know what in it can be clicked: a click would be lost.
    const begun = Date.now();
    let hasRun = false;
    document.head.append(hidden);
    document.documentElement.classList.add(AGAIN);
    const timer = setInterval(() => {
      const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
      hasRun ||= state === "running";
      if ((hasRun && state === "notRunning") || Date.now() - begun > (hasRun ? 20_000 : 3000)) {
        clearInterval(timer);
        document.documentElement.classList.remove(AGAIN);
        say(false);
      }
    }, 50);
  };
  // The first chart of a page is drawn before the rest of the page is built: messages that come after it wait until it
  // stands, and then go on as they came.
  const firstChartFirst = (socket) => {
    const waiting = [];
    let [hasChart, isOpen] = [false, false];
    const goOn = () => {
      if (isOpen) return;
      isOpen = true;
      looking.disconnect();
      waiting.splice(0).forEach((data) => socket.dispatchEvent(new MessageEvent("message", { data })));
    };
    // After five seconds in which the browser had nothing to do: those in which it runs the drawing library do not count.
    const giveUp = (left) => isOpen || (left ? setTimeout(giveUp, 50, left - 1) : goOn());
    const looking = new MutationObserver(() => document.querySelector(".js-plotly-plot .main-svg") && setTimeout(goOn));
    socket.addEventListener("message", (event) => {
      if (isOpen) return;
      if (hasChart) {
        event.stopImmediatePropagation();
        waiting.push(event.data);
      } else if (event.data instanceof ArrayBuffer && new TextDecoder("latin1").decode(event.data).includes('"layout":{')) {
        hasChart = true;
        looking.observe(document, { childList: true, subtree: true });
        giveUp(100);
      }
    });
    socket.addEventListener("close", goOn);
  };
  const Socket = window.WebSocket;
  let opened = 0;
  let waiting;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      if (!opened) firstChartFirst(this);
      this.addEventListener("open", () => {
        clearTimeout(waiting);
        opened += 1;
        if (opened === 1) say(false);
        setTimeout(opened > 1 ? again : () => soon().forEach((one) => import(one.href).catch(() => {})));
      });
      this.addEventListener("close", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => say(true), opened ? 1500 : 8000);
      });
    }
  };

  // What the page said first, as the server made it, lies over the live page until that shows as much.
  const FIRST = "sl-first";
  const isThere = (view) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const chart = document.querySelector('[data-testid="stPlotlyChart"]');
    const isWhole = app?.dataset.testScriptState === "notRunning";
    if (!document.querySelector("#root h1")) return false;
    // What is still to come of the drawing library has a grey block in its place.
    if (!chart) return isWhole && !document.querySelector('#root [data-testid="stSkeleton"]');
    // Below the first chart the page goes on being built; whoever has scrolled there waits for the whole.
    return !!chart.querySelector(".main-svg") && (isWhole || !view.scrollTop);
  };
  const uncover = () => {
    const view = document.getElementById(FIRST);
    if (!view || !isThere(view)) return;
    watch.disconnect();
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTop = view.scrollTop;
    view.remove();
  };
  const watch = new MutationObserver(uncover);
  addEventListener("DOMContentLoaded", () => {
    const view = document.getElementById(FIRST);
    if (!view) return;
    watch.observe(document.getElementById("root"), { attributes: true, attributeFilter: ["data-test-script-state"],
      childList: true, subtree: true });
  });

  // Streamlit's own words, which it has in English only, are said in the language of the page.
  const NAMES = ["aria-label", "title", "placeholder"];
  const OURS = ".sl, .js-plotly-plot, script, style, code, pre";
  const exact = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const place = /\{\w+\}/g;
  const dictionary = (from, to) =>
    (words.own ?? []).map((one) => {
      const what = one[from].includes("{count}") ? "(\\d+)" : "(.+)";
      return [new RegExp(`^${one[from].split(place).map(exact).join(what)}$`), one[to].replace(place, "$1")];
    });
  const dictionaries = { nl: dictionary(1, 0), en: dictionary(0, 1) };
  const inOurs = (text) => {
    const known = dictionaries[lang()].find(([pattern]) => pattern.test(text));
    return known ? text.replace(...known) : text;
  };
  const name = (element) => {
    for (const one of NAMES) {
      const text = element.getAttribute(one);
      if (text && inOurs(text) !== text) element.setAttribute(one, inOurs(text));
    }
  };
  const put = (text) => {
    const said = inOurs(text.nodeValue);
    if (said !== text.nodeValue) text.nodeValue = said;
  };
  // Links of the toolkit go to a page as it is read here, in a new tab too: its language and its day, and none is empty.
  const CARRIED = ["taal", "peildatum"];
  const wrote = new WeakMap();
  const lead = (link) => {
    const now = link.getAttribute("href");
    const [before, plain] = wrote.get(link) ?? ["", ""];
    const own = now === before && before ? plain : now;
    const to = new URL(own || "./", new URL("./", location.href));
    const here = new URLSearchParams(location.search);
    for (const one of CARRIED) if (here.has(one) && !to.searchParams.has(one)) to.searchParams.set(one, here.get(one));
    wrote.set(link, [to.href, own]);
    if (to.href !== now) link.setAttribute("href", to.href);
  };
  const LINKS = "[data-testid='stTopNavLink'], [data-testid='stSidebarNavLink'], [data-testid='stPageLink-NavLink']";
  const speak = (root) => {
    if (root.nodeType === Node.TEXT_NODE) {
      if (!root.parentElement?.closest(OURS)) put(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
    for (const one of [root, ...root.querySelectorAll(NAMES.map((each) => `[${each}]`).join())]) if (!one.closest(OURS)) name(one);
    for (const one of [root, ...root.querySelectorAll(LINKS)]) if (one.matches(LINKS)) lead(one);
    const all = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (all.nextNode()) if (!all.currentNode.parentElement.closest(OURS)) put(all.currentNode);
  };
  new MutationObserver((changes) => {
    for (const one of changes) {
      if (one.type === "childList") one.addedNodes.forEach(speak);
      else if (one.type === "characterData") speak(one.target);
      else if (one.target.closest(OURS)) continue;
      else if (one.attributeName === "href") one.target.matches(LINKS) && lead(one.target);
      else name(one.target);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: [...NAMES, "href"] });

  // The language, for a screen reader, follows the address, which a reader's choice changes without a reload.
  let read = "";
  const follow = () => {
    document.documentElement.lang = lang();
    if (read !== location.search && document.body) speak(document.body);
    read = location.search;
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

  // A picture onto the clipboard, as its file is. Browsers allow it over https only, and some not at all: then that is said.
  const copying = document.createElement("div");
  copying.setAttribute("role", "status");
  copying.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:999999;padding:.625rem 1.25rem;background:#1a1a1a;color:#fff;" +
    "font:1rem/1.4 'Source Sans',sans-serif";
  let gone;
  const tell = (word) => {
    clearTimeout(gone);
    document.body.append(copying);
    copying.lang = lang();
    copying.textContent = words[word]?.[lang()] ?? "";
    gone = setTimeout(() => copying.remove(), 6000);
  };
  addEventListener("click", (event) => {
    const href = event.target.closest?.("button[data-picture]")?.dataset.picture;
    if (!href) return;
    if (!navigator.clipboard?.write || !window.ClipboardItem) return tell("refused");
    const picture = fetch(href).then((answer) => (answer.ok ? answer.blob() : Promise.reject(answer.status)));
    navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]).then(() => tell("copied"), () => tell("refused"));
  });

  // Points of a chart by keyboard: arrows step along a line and to the next one, and a sentence says where one is. What is
  // said is what hovering shows; a ring marks the place where the drawing library tells where it lies.
  const POINT = "sl-point";
  const ring = document.createElement("div");
  ring.style.cssText = "position:absolute;width:14px;height:14px;margin:-7px;border:2px solid #1a1a1a;border-radius:50%;pointer-events:none";
  const told = document.createElement("div");
  told.id = POINT;
  told.setAttribute("role", "status");
  told.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:999999;padding:.625rem 1.25rem;background:#fff;color:#1a1a1a;" +
    "border-top:2px solid #1a1a1a;font:1rem/1.4 'Source Sans',sans-serif";
  const plain = (html) =>
    new DOMParser().parseFromString(html.replace(/<br>/g, ", "), "text/html").body.textContent.replace(/^, /, "");
  const lines = (chart) =>
    (chart.data ?? [])
      .map((trace) => ({ trace, texts: [trace.hovertext, trace.text].find((one) => Array.isArray(one) && one.length) }))
      .filter(({ trace, texts }) => texts && trace.hovertemplate && trace.hoverinfo !== "skip");
  const at = new WeakMap();
  const mark = (chart, trace, point) => {
    const axis = (name) => chart._fullLayout?.[(trace[name] ?? name[0]).replace(/^[xy]/, (one) => `${one}axis`)];
    const [across, up] = [axis("xaxis"), axis("yaxis")];
    const [x, y] = [across?.d2p?.(trace.x[point]), up?.d2p?.(trace.base ? trace.base[point] + trace.y[point] / 2 : trace.y[point])];
    if (Number.isFinite(x) && Number.isFinite(y)) {
      ring.style.left = `${across._offset + x}px`;
      ring.style.top = `${up._offset + y}px`;
      chart.append(ring);
    }
  };
  const step = (chart, key) => {
    const known = lines(chart);
    if (!known.length) return;
    let [line, point] = at.get(chart) ?? [0, -1];
    line = Math.min(line, known.length - 1);
    if (key === "ArrowUp" || key === "ArrowDown") line = (line + (key === "ArrowUp" ? known.length - 1 : 1)) % known.length;
    const last = known[line].texts.length - 1;
    point = { ArrowRight: point + 1, ArrowLeft: point < 0 ? last : point - 1, Home: 0, End: last }[key] ?? point;
    point = Math.max(0, Math.min(last, point));
    at.set(chart, [line, point]);
    document.body.append(told);
    told.lang = lang();
    told.textContent = plain(known[line].texts[point]);
    mark(chart, known[line].trace, point);
  };
  addEventListener("keydown", (event) => {
    const chart = event.target.closest?.(".js-plotly-plot");
    if (!chart || event.ctrlKey || event.metaKey || event.altKey) return;
    if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      step(chart, event.key);
    } else if (event.key === "Escape") {
      told.remove();
      ring.remove();
    }
  });
  addEventListener("focusout", (event) => {
    if (!event.target.closest?.(".js-plotly-plot")) return;
    told.remove();
    ring.remove();
  });
  new MutationObserver(() => {
    for (const chart of document.querySelectorAll(".js-plotly-plot:not([tabindex])")) {
      chart.tabIndex = 0;
      chart.setAttribute("role", "group");
      chart.setAttribute("aria-label", words.keys?.[lang()] ?? "");
    }
  }).observe(document, { childList: true, subtree: true });
  follow();
})();
