/// The contexts of GitHub Actions whose text somebody without any right in the repository can choose.
///
/// The list is that of GitHub's security documentation and of OpenSSF Scorecard's Dangerous-Workflow check.
enum UntrustedContext {
    /// Ends of names below `github.event.`.
    private static let endings = [
        "issue.title", "issue.body", "pull_request.title", "pull_request.body", "discussion.title",
        "discussion.body", "comment.body", "review.body", "review_comment.body", "page_name",
        "head_commit.message", "head_commit.author.email", "head_commit.author.name",
        "commit.message", "commit.author.email", "commit.author.name", "pull_request.head.ref",
        "pull_request.head.label", "pull_request.head.repo.default_branch",
        "workflow_run.head_branch", "workflow_run.display_title",
        "workflow_run.head_commit.message", "workflow_run.head_commit.author.email",
        "workflow_run.head_commit.author.name", "workflow_run.head_repository.description",
        "workflow_run.pull_requests.head.ref",
    ]
    /// Lists below `github.event.` whose items hold such texts.
    private static let lists = ["commits", "pages"]

    /// Whether anybody can choose the text of a context.
    static func isUntrusted(_ context: String) -> Bool {
        let name = normalised(context)
        if name == "github.head_ref" || name == "github.event" || name == "github" { return true }
        guard name.hasPrefix("github.event.") else { return false }
        let below = name.dropFirst("github.event.".count)
        if endings.contains(where: { below == $0 }) { return true }
        guard let list = lists.first(where: { below.hasPrefix($0 + ".") }) else { return false }
        let leaf = below.dropFirst(list.count)
        return ["message", "email", "name", "page_name"].contains { leaf.hasSuffix("." + $0) }
    }

    /// The context that a call of `toJSON` writes out whole; nil when there is none.
    static func serialised(in expression: String) -> String? {
        let bare = expression.lowercased().filter { !$0.isWhitespace }
        for whole in ["github", "github.event"] where bare.contains("tojson(\(whole))") {
            return whole
        }
        return nil
    }

    /// In lower case, without the places in lists: `commits[0].message` and `commits.*.message` are `commits.message`.
    private static func normalised(_ context: String) -> String {
        var name = ""
        var isInside = false
        for character in context.lowercased() {
            if character == "[" { isInside = true }
            if !isInside { name.append(character) }
            if character == "]" { isInside = false }
        }
        return name.split(separator: ".").filter { $0 != "*" }.joined(separator: ".")
    }
}
