internal import Fleet
internal import Remediation

/// The pieces that pages are put together from.
enum Fragments {
    static func table(_ heads: [String], _ rows: [HTML], none: String) -> HTML {
        guard !rows.isEmpty else { return #"<p class="soft">\#(none)</p>"# }
        let columns = HTML.all(heads.map { #"<th scope="col">\#($0)</th>"# })
        return """
            <div class="scroll"><table><thead><tr>\(columns)</tr></thead>
            <tbody>\(HTML.all(rows))</tbody></table></div>
            """
    }

    static func cards(_ cards: [(String, Int)]) -> HTML {
        let items = cards.map { card -> HTML in
            "<div><dt>\(card.0)</dt><dd>\(card.1)</dd></div>"
        }
        return #"<dl class="cards">\#(HTML.all(items))</dl>"#
    }

    static func facts(_ facts: [(String, HTML)]) -> HTML {
        let items = facts.map { fact -> HTML in "<dt>\(fact.0)</dt><dd>\(fact.1)</dd>" }
        return #"<div class="panel"><dl class="facts">\#(HTML.all(items))</dl></div>"#
    }

    /// A state with its colour; the word says the same as the colour.
    static func state(_ word: String) -> HTML {
        let kind =
            switch word {
            case "done": "good"
            case "failed", "dead", "crashed": "bad"
            case "running", "waiting", "retrying": "busy"
            default: "soft"
            }
        return #"<span class="state \#(kind)">\#(word)</span>"#
    }

    static func runRow(_ run: RunRecord, now: Int64) -> HTML {
        """
        <tr><td class="number">\(WebLink.run(run.id))</td><td title="\(run.location)">\(name(run.location, run.unit))</td>
        <td>\(state(run.outcome ?? "running"))</td><td>\(run.attempt)</td>
        <td>\(TimeText.html(run.startedAt))</td>
        <td class="number">\(TimeText.span(run.startedAt, run.endedAt ?? now))</td>
        <td>\(pullRequest(run.summary))</td><td>\(run.detail ?? run.summary?.note ?? "")</td></tr>
        """
    }

    static let runHeads = [
        "Run", "Repository", "State", "Attempt", "Started", "Took", "Pull request", "Note",
    ]

    /// A repository as people call it, and what of it is worked on.
    static func name(_ location: String, _ unit: UnitKey) -> String {
        let name = shortName(location)
        return unit.subject.isEmpty ? name : "\(name) (\(unit.subject))"
    }

    /// The last two parts of an address, without `.git`: `contoso/orders`.
    static func shortName(_ location: String) -> String {
        let path = location.split(separator: "://").last ?? location[...]
        let parts = path.split(whereSeparator: { $0 == "/" || $0 == ":" }).suffix(2)
        let name = parts.joined(separator: "/")
        guard !name.isEmpty else { return location }
        return name.hasSuffix(".git") && parts.last != ".git" ? String(name.dropLast(4)) : name
    }

    static func pullRequest(_ summary: RemediationSummary?) -> HTML {
        guard let summary, let number = summary.number else { return "–" }
        return WebLink.outside(summary.url ?? "", text: "#\(number) \(summary.action.rawValue)")
    }

    static func findings(_ summary: RemediationSummary?) -> String {
        guard let summary else { return "–" }
        let counts = summary.findings.filter { $0.count > 0 }
        return counts.isEmpty
            ? "none" : counts.map { "\($0.count) \($0.severity)" }.joined(separator: ", ")
    }

    /// A button that asks the API for something.
    static func button(_ text: String, posting path: String, body: String = "{}") -> HTML {
        """
        <form method="post" action="\(path)" data-post="\(path)" data-body="\(body)">\
        <button>\(text)</button></form>
        """
    }
}
