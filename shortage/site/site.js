// What pages without a server can do where there is JavaScript: search, tell the numbers of a chart, and put a picture on
// the clipboard. All that they say stands in the page without it.
(() => {
  const said = (/* words */ {})[document.documentElement.lang];
  const bar = document.querySelector(".sl-search");
  if (bar) {
    bar.hidden = false;
    const [input, result] = [bar.querySelector("input"), bar.querySelector("output")];
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    // The words by which each row is found, and those that mean the same; see words.js.
    const known = window.shortageWords ?? { words: [], groups: [] };
    const groups = known.groups.map((group) => group.map(plain));
    const meanings = (word) => [word, ...groups.filter((group) => group.includes(word)).flat()];
    const rows = [...document.querySelectorAll(".sl-hits li")].map((row, place) =>
      [row, plain(`${row.textContent} ${known.words[place] ?? ""}`)]);
    // A short word counts as a whole word only: "wo" does not stand in "inwoners".
    const isIn = (word, text) => word.length > 3 ? text.includes(word)
      : new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[^\p{L}\p{N}]/gu, "\\$&")}(?![\\p{L}\\p{N}])`, "u").test(text);
    const pairs = (word) => new Set([...word].slice(1).map((letter, place) => word[place] + letter));
    const alike = (one, other) => {
      const [left, right] = [pairs(one), pairs(other)];
      return (2 * [...left].filter((pair) => right.has(pair)).length) / (left.size + right.size || 1);
    };
    // Where no row has all that was asked: those that have most of it, else those with the word that looks most like it.
    const nearest = (words, counts) => {
      const most = Math.max(...counts);
      if (most) return counts.map((count) => count === most);
      const every = new Set(rows.flatMap(([, text]) => text.match(/[\p{L}\p{N}]{4,}/gu) ?? []));
      const near = new Set(words.map((word) => {
        const best = [...every].map((one) => [alike(word, one), one]).reduce((a, b) => (b[0] > a[0] ? b : a), [0, ""]);
        return best[0] >= 0.5 ? best[1] : "";
      }).filter(Boolean));
      return rows.map(([, text]) => [...near].some((one) => text.includes(one)));
    };
    const search = () => {
      const words = plain(input.value).split(/[\s,;]+/).filter(Boolean);
      const wanted = words.map(meanings);
      const counts = rows.map(([, text]) => wanted.filter((word) => word.some((one) => isIn(one, text))).length);
      let shown = counts.map((count) => count === words.length);
      const count = shown.filter(Boolean).length;
      if (!count) shown = nearest(words, counts);
      rows.forEach(([row], place) => (row.hidden = !shown[place]));
      for (const part of document.querySelectorAll(".sl-hits")) part.hidden = !part.querySelector("li:not([hidden])");
      result.textContent = !words.length ? "" : count ? result.dataset.some.replace("#", count)
        : shown.includes(true) ? result.dataset.near : result.dataset.none;
    };
    input.addEventListener("input", search);
    input.value = new URLSearchParams(location.search).get("zoek") ?? "";
    search();
  }

  // Browsers give a page in a folder no other file, and copy over https only: elsewhere the picture is saved.
  const canCopy = window.isSecureContext && location.protocol !== "file:" && navigator.clipboard?.write && window.ClipboardItem;
  for (const link of canCopy ? document.querySelectorAll(".sl-files a[href$='.png']") : []) {
    const [button, outcome] = ["button", "span"].map((name) => document.createElement(name));
    [button.type, button.className, button.textContent] = ["button", "sl-copy", said.copy];
    outcome.setAttribute("role", "status");
    button.addEventListener("click", () => {
      const picture = fetch(link.href).then((answer) => (answer.ok ? answer.blob() : Promise.reject(answer.status)));
      const tell = (word) => () => (outcome.textContent = said[word]);
      navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]).then(tell("copied"), tell("refused"));
    });
    link.parentElement.append(button, outcome);
  }

  for (const chart of document.querySelectorAll(".sl-chart")) {
    const held = chart.querySelector("script");
    const plot = chart.querySelector(".sl-plot");
    if (!held || !plot) continue;
    // Of each point: how far from the left and from the top in per cent of the picture, its line, and what it says.
    const { lines, points } = JSON.parse(held.textContent);
    const [dot, told, heard] = ["span", "span", "span"].map((name) => document.createElement(name));
    [dot.className, told.className, heard.className] = ["sl-dot", "sl-told", "sl-hidden"];
    heard.setAttribute("role", "status");
    chart.title = said.keys;
    let place = -1;
    const show = (index, isSpoken) => {
      place = index;
      const [x, y, line, words] = points[index];
      const text = [lines[line], words].filter(Boolean).join(", ");
      dot.style.cssText = `left:${x}%;top:${y}%`;
      told.textContent = text;
      told.style.cssText = `top:${Math.max(y, 10)}%`;
      plot.append(dot, told);
      // What is told stays in sight, and on a phone, where a picture is wider than the page, so does its point.
      const [across, half] = [(x * plot.clientWidth) / 100, told.offsetWidth / 2];
      if (isSpoken) chart.scrollLeft = across - chart.clientWidth / 2;
      const end = chart.scrollLeft + Math.min(chart.clientWidth, plot.clientWidth);
      told.style.left = `${Math.max(Math.min(across, end - half), chart.scrollLeft + half)}px`;
      if (isSpoken) {
        chart.append(heard);
        heard.textContent = text;
      }
    };
    const hide = () => [dot, told].forEach((one) => one.remove());
    plot.addEventListener("pointermove", (event) => {
      const box = plot.getBoundingClientRect();
      let [best, least] = [-1, 40 ** 2];
      points.forEach(([x, y], index) => {
        const away =
          (box.left + (x * box.width) / 100 - event.clientX) ** 2 + (box.top + (y * box.height) / 100 - event.clientY) ** 2;
        if (away < least) [best, least] = [index, away];
      });
      if (best < 0) hide();
      else show(best);
    });
    plot.addEventListener("pointerleave", hide);
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", (event) => {
      const last = points.length - 1;
      const line = place < 0 ? 0 : points[place][2];
      const others = (step) => {
        const next = (line + step + lines.length) % lines.length;
        const x = points[Math.max(place, 0)][0];
        return points.reduce((best, point, index) =>
          point[2] === next && (best < 0 || Math.abs(point[0] - x) < Math.abs(points[best][0] - x)) ? index : best, -1);
      };
      const to = {
        ArrowRight: () => Math.min(place + 1, last),
        ArrowLeft: () => Math.max(place - 1, 0),
        ArrowDown: () => others(1),
        ArrowUp: () => others(-1),
        Home: () => 0,
        End: () => last,
      }[event.key];
      if (event.key === "Escape") hide();
      if (!to) return;
      event.preventDefault();
      show(to(), true);
    });
  }
})();
