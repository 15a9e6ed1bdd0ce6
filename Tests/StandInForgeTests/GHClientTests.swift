internal import Foundation
internal import StandInForge
internal import TestSupport
internal import Testing

/// Whether Debian's `gh` is there.
enum GH {
    static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/gh")
}

/// Debian's `gh`, which talks plain HTTP over a socket file and believes that it is talking to api.github.com.
@Suite(
    "Debian's gh against the stand-in",
    .enabled(if: GH.isAvailable, "gh is not installed; Scripts/setup --test installs it")
)
struct GHClientTests {
    let folder: TemporaryDirectory
    let forge: StandInForge
    let token: String

    init() throws {
        folder = try TemporaryDirectory("gh")
        let socket = "\(folder.path)/s"
        forge = try StandInForge(socket: socket)
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addFleet(5)
        token = try forge.personalToken(for: "ada")
        try folder.write("http_unix_socket: \(socket)\nprompt: disabled\n", to: "config/config.yml")
    }

    private func gh(_ arguments: String...) throws -> Command.Output {
        try Command.run(
            ["gh"] + arguments, in: folder.path,
            environment: [
                "GH_CONFIG_DIR": "\(folder.path)/config", "GH_TOKEN": token, "HOME": folder.path,
                "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1", "GH_PROMPT_DISABLED": "1",
            ])
    }

    @Test("asks the REST API page by page")
    func api() throws {
        for number in 1...3 { try forge.openIssue(in: "acme/service-5", title: "Issue \(number)") }
        let one = try gh("api", "repos/acme/service-5", "--jq", ".full_name")
        #expect(one.text == "acme/service-5", "\(one.errors)")
        let pages = try gh(
            "api", "--paginate", "repos/acme/service-5/issues?per_page=1", "--jq", ".[].title")
        #expect(pages.text == "Issue 3\nIssue 2\nIssue 1", "\(pages.errors)")
        let wrong = try gh("api", "repos/acme/none")
        #expect(wrong.errors.contains("HTTP 404"))
    }

    @Test("lists repositories and pull requests, and opens, shows, comments on, merges one")
    func commands() throws {
        let list = try gh(
            "repo", "list", "acme", "--json", "nameWithOwner,isArchived", "--jq",
            ".[].nameWithOwner")
        #expect(list.text.split(separator: "\n").count == 5, "\(list.errors)")
        try forge.push(["a.txt": "a\n"], to: "fix", of: "acme/service-5")
        let made = try gh(
            "pr", "create", "-R", "acme/service-5", "--head", "fix", "--base", "main", "--title",
            "Fix it", "--body", "Because.")
        #expect(made.text.hasSuffix("/acme/service-5/pull/1"), "\(made.errors)")
        let pulls = try gh(
            "pr", "list", "-R", "acme/service-5", "--json", "number,title,headRefName")
        #expect(pulls.text.contains("Fix it"), "\(pulls.errors)")
        let view = try gh(
            "pr", "view", "1", "-R", "acme/service-5", "--json",
            "title,body,state,mergeable,author,labels")
        #expect(view.text.contains("MERGEABLE"), "\(view.errors)")
        let comment = try gh("pr", "comment", "1", "-R", "acme/service-5", "--body", "Hello")
        #expect(comment.status == 0, "\(comment.errors)")
        let merge = try gh("pr", "merge", "1", "-R", "acme/service-5", "--merge")
        #expect(merge.status == 0, "\(merge.errors)")
        #expect(try forge.pullRequest(1, of: "acme/service-5").state == "merged")
        #expect(forge.violations == [])
    }
}
