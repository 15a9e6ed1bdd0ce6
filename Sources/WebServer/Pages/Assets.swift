/// The two files that pages use, within the program.
enum Assets {
    static let routes: [Route] = [
        asset("complybot.css", css, as: "text/css; charset=utf-8"),
        asset("complybot.js", script, as: "text/javascript; charset=utf-8"),
    ]

    private static func asset(_ name: String, _ text: String, as type: String) -> Route {
        Route("GET", "/assets/\(name)", need: .nothing) { _, _ in
            WebResponse.text(200, text, as: type).with("cache-control", "no-cache")
        }
    }

    static let css = """
        :root {
          color-scheme: light dark;
          --ground: #f7f8fa; --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae1;
          --link: #0b57c2; --good: #116b36; --bad: #b3261e; --busy: #8a5300;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12151a; --paper: #1b2027; --ink: #e7eaee; --soft: #a2acb8; --line: #323a45;
            --link: #82b4ff; --good: #6fd08f; --bad: #ff9b92; --busy: #f0bd62;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, sans-serif; }
        a { color: var(--link); }
        a:focus-visible, button:focus-visible, input:focus-visible {
          outline: 2px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 8px; top: 8px; background: var(--paper); padding: 8px; }
        header { background: var(--paper); border-bottom: 1px solid var(--line); }
        header div, main { max-width: 1180px; margin: 0 auto; padding: 12px 20px; }
        header div { display: flex; gap: 20px; align-items: center; flex-wrap: wrap; }
        header strong { font-size: 17px; }
        header nav { display: flex; gap: 16px; flex: 1; }
        h1 { font-size: 22px; margin: 12px 0; overflow-wrap: anywhere; }
        h2 { font-size: 16px; margin: 28px 0 8px; }
        .cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
          margin: 0; }
        .cards div, .panel { background: var(--paper); border: 1px solid var(--line);
          border-radius: 8px; padding: 12px 14px; }
        .cards dt { color: var(--soft); font-size: 13px; }
        .cards dd { margin: 0; font-size: 24px; font-variant-numeric: tabular-nums; }
        .scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line);
          border-radius: 8px; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: 8px 14px; border-bottom: 1px solid var(--line);
          vertical-align: top; }
        tr:last-child td { border-bottom: 0; }
        th { color: var(--soft); font-weight: 600; font-size: 13px; white-space: nowrap; }
        td { overflow-wrap: anywhere; }
        td time, td.number, .state { white-space: nowrap; }
        .soft { color: var(--soft); }
        .good { color: var(--good); } .bad { color: var(--bad); } .busy { color: var(--busy); }
        .state { font-weight: 600; }
        ol.steps { margin: 0; padding: 0; list-style: none; }
        ol.steps li { display: flex; gap: 14px; padding: 6px 0; border-bottom: 1px solid var(--line); }
        ol.steps li:last-child { border-bottom: 0; }
        ol.steps .name { min-width: 240px; font-weight: 600; }
        pre.panel { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
        dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0; }
        dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
        button { font: inherit; padding: 4px 12px; border: 1px solid var(--line); border-radius: 6px;
          background: var(--ground); color: var(--ink); cursor: pointer; }
        input { font: inherit; padding: 6px 8px; border: 1px solid var(--line); border-radius: 6px;
          background: var(--ground); color: var(--ink); width: 100%; max-width: 420px; }
        form.panel { max-width: 480px; display: grid; gap: 10px; }

        """

    static let script = """
        "use strict";
        (function () {
          var live = document.getElementById("live");
          var waiting = false;

          function refresh() {
            if (waiting) { return; }
            waiting = true;
            setTimeout(function () {
              fetch(location.href, { headers: { accept: "text/html" } }).then(function (answer) {
                if (!answer.ok) { throw new Error(String(answer.status)); }
                return answer.text();
              }).then(function (text) {
                var page = new DOMParser().parseFromString(text, "text/html");
                var fresh = page.querySelector("main");
                var old = document.querySelector("main");
                if (fresh && old && fresh.innerHTML !== old.innerHTML) { old.replaceWith(fresh); }
              }).catch(function () { say("the page could not be refreshed"); }).finally(function () {
                waiting = false;
              });
            }, 300);
          }

          function say(text) { if (live) { live.textContent = text; } }

          document.addEventListener("submit", function (event) {
            var form = event.target;
            if (!form.dataset.post) { return; }
            event.preventDefault();
            var word = document.querySelector("meta[name=complybot-csrf]");
            fetch(form.dataset.post, {
              method: "POST",
              headers: { "content-type": "application/json", "x-complybot-csrf": word ? word.content : "" },
              body: form.dataset.body || "{}"
            }).then(function (answer) {
              if (answer.ok) { say("done"); refresh(); return; }
              return answer.json().then(function (problem) { say(problem.message); });
            }).catch(function () { say("the server does not answer"); });
          });

          if (live && window.EventSource) {
            var events = new EventSource("/api/v1/events");
            events.onopen = function () { say("live"); };
            events.onmessage = refresh;
            events.onerror = function () { say("reconnecting"); };
          }
        })();

        """
}
