/// The frame of every page.
struct Page {
    var title: String
    var body: HTML
    /// The word that the page's script sends along with each write; nil where nobody is logged in.
    var guardWord: String?
    /// Whether there is a session to end.
    var canLogOut = false

    func response(_ status: Int = 200) -> WebResponse {
        .text(status, html.text, as: "text/html; charset=utf-8")
    }

    private var html: HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="complybot-csrf" content="\(guardWord ?? "")">
        <title>\(title) · complybot</title>
        <link rel="stylesheet" href="/assets/complybot.css">
        <script src="/assets/complybot.js" defer></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header><div><strong>complybot</strong>\(navigation)</div></header>
        <main id="main">
        <h1>\(title)</h1>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    private var navigation: HTML {
        guard guardWord != nil else { return "" }
        let logOut: HTML =
            canLogOut
            ? #"<form method="post" action="/logout"><button>Log out</button></form>"# : ""
        return """
            <nav aria-label="Pages"><a href="/">Fleet</a><a href="/dead">Dead letters</a></nav>
            <span id="live" class="soft" role="status">not live</span>\(logOut)
            """
    }
}
