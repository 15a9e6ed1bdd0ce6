/// Simple pages for people who look at a demo.
struct Pages {
    let world: World

    func answer(_ request: HTTPRequest) -> Router.Outcome {
        var outcome = Router.Outcome(answer: page(request), credential: "anonymous")
        outcome.operation = nil
        return outcome
    }

    private func page(_ request: HTTPRequest) -> HTTPAnswer {
        let parts = HTTPRequest.segments(of: request.path)
        if parts.isEmpty { return Self.page("Repositories", list(world.present)) }
        guard parts.count >= 2, let repository = world.repository(everNamed: parts[0], parts[1])
        else {
            return Self.page("Not found", "<p>There is nothing here.</p>", status: 404)
        }
        if parts.count == 2 || parts[2] == "pulls" {
            return Self.page(repository.fullName, pulls(of: repository))
        }
        guard parts.count == 4, let number = Int(parts[3]), let issue = repository.issues[number]
        else {
            return Self.page("Not found", "<p>There is nothing here.</p>", status: 404)
        }
        return Self.page("\(repository.fullName) #\(number)", body(of: issue))
    }

    private func list(_ repositories: [Repository]) -> String {
        let items = repositories.map { repository in
            let open = repository.pulls.count { $0.issue.isOpen }
            let name = Self.escaped(repository.fullName)
            return "<li><a href=\"/\(name)\">\(name)</a>, \(open) open pull requests</li>"
        }
        return "<ul>\(items.joined())</ul>"
    }

    private func pulls(of repository: Repository) -> String {
        let items = repository.issues.values.sorted { $0.number > $1.number }.map { issue in
            let kind = issue.pull == nil ? "issues" : "pull"
            let place = "/\(Self.escaped(repository.fullName))/\(kind)/\(issue.number)"
            let state = issue.isOpen ? "open" : issue.pull?.mergedAt != nil ? "merged" : "closed"
            return
                "<li><a href=\"\(place)\">#\(issue.number) \(Self.escaped(issue.title))</a> (\(state))</li>"
        }
        return "<ul>\(items.joined())</ul>"
    }

    private func body(of issue: Issue) -> String {
        var html = "<h2>\(Self.escaped(issue.title))</h2>"
        html += "<p>by \(Self.escaped(issue.author.login)), \(issue.isOpen ? "open" : "closed")"
        if let pull = issue.pull {
            html +=
                ", from <code>\(Self.escaped(pull.headLabel))</code> to <code>\(Self.escaped(pull.baseBranch))</code>"
        }
        html += "</p><p>Labels: \(Self.escaped(issue.labels.joined(separator: ", ")))</p>"
        html += "<pre>\(Self.escaped(issue.body ?? ""))</pre>"
        for comment in issue.comments.compactMap({ issue.repository.comments[$0] }) {
            html +=
                "<h3>\(Self.escaped(comment.author.login))</h3><pre>\(Self.escaped(comment.body))</pre>"
        }
        if let pull = issue.pull {
            let diff = try? issue.repository.git.git(["diff", "\(pull.baseOID)...\(pull.headOID)"])
            html += "<h3>Changes</h3><pre>\(Self.escaped(diff ?? ""))</pre>"
        }
        return html
    }

    private static func page(_ title: String, _ body: String, status: Int = 200) -> HTTPAnswer {
        .page(
            status,
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>\(escaped(title))</title>"
                + "<body><h1>\(escaped(title))</h1>\(body)</body></html>\n")
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
