import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Forge

@Suite("Reading a repository at GitHub")
struct RepositoryReadingTests {
    private let github = ScriptedGitHub()
    private let name = GitHubRepositoryName(owner: "acme", name: "a")
    private let blob = String(repeating: "c", count: 40)

    private func file(_ text: String, extra: String = "") -> String {
        let content = Data(text.utf8).base64EncodedString(options: .lineLength64Characters)
            .replacing("\r\n", with: "\\n")
        return
            #"{"type":"file","encoding":"base64","content":"\#(content)\n","sha":"\#(blob)"\#(extra)}"#
    }

    @Test("a file is read; a folder, a link and nothing are no file")
    func contents() async throws {
        github.on(
            "GET repos/acme/a/contents/.github/complybot.yml",
            json: file(String(repeating: "version: 1\n", count: 20)))
        github.on("GET repos/acme/a/contents/folder", json: "\n [ ]")
        github.on("GET repos/acme/a/contents/link", json: file("x", extra: #","target":"y""#))
        let contents = RepositoryContents(api: github)
        let found = try await contents.file(".github/complybot.yml", in: name, at: "main")
        #expect(found?.bytes.count == 220 && found?.blob.description == blob)
        #expect(try await contents.file("folder", in: name) == nil)
        #expect(try await contents.file("link", in: name) == nil)
        #expect(try await contents.file("missing", in: name) == nil)
    }

    @Test("a file too large for this way is an error, not an empty file")
    func tooLarge() async throws {
        github.on(
            "GET repos/acme/a/contents/big",
            json: #"{"type":"file","encoding":"none","content":"","sha":"\#(blob)"}"#)
        await #expect(throws: GitHubError.self) {
            try await RepositoryContents(api: github).file("big", in: name)
        }
    }

    @Test("rules and protection together say what a branch demands")
    func requirements() async throws {
        github.on(
            "GET repos/acme/a/rules/branches/main",
            json: """
                [{"type":"commit_message_pattern","parameters":{"operator":"starts_with"}},
                {"type":"required_status_checks","parameters":{"strict_required_status_checks_policy":true,
                "required_status_checks":[{"context":"ci"},{"context":"complybot"}]}},
                {"type":"merge_queue","parameters":{}},{"type":"required_signatures"}]
                """)
        github.on(
            "GET repos/acme/a/branches/main/protection",
            json: """
                {"required_status_checks":{"strict":false,"contexts":["ci"],"checks":[{"context":"lint"}]},
                "required_pull_request_reviews":{"require_code_owner_reviews":true,"required_approving_review_count":2},
                "lock_branch":{"enabled":false}}
                """)
        let found = try await BranchRequirementsReader(api: github).requirements(
            of: "main", in: name)
        #expect(
            found.isProtected && found.mustBeUpToDate && found.mustBeSigned && found.hasMergeQueue)
        #expect(found.checks == ["ci", "complybot", "lint"] && found.approvals == 2)
        #expect(found.needsCodeOwners && !found.isLocked && !found.mustBeLinear && found.isComplete)
    }

    @Test("without the permission the branch itself says that it is protected, and that is noted")
    func summary() async throws {
        github.on("GET repos/acme/a/branches/main/protection", fails: .forbidden)
        github.on(
            "GET repos/acme/a/branches/main",
            json: #"{"protected":true,"protection":{"required_status_checks":{"contexts":["ci"]}}}"#
        )
        let found = try await BranchRequirementsReader(api: github).requirements(
            of: "main", in: name)
        #expect(found.isProtected && !found.isComplete && found.checks == ["ci"])
    }

    @Test(
        "a permission counts for the very account and for people only",
        arguments: [
            (
                #"{"permission":"write","role_name":"maintain","user":{"login":"ada","id":5,"type":"User"}}"#,
                RepositoryPermission.maintain
            ),
            (
                #"{"permission":"write","role_name":"custom","user":{"login":"ada","id":5,"type":"User"}}"#,
                .write
            ),
            (
                #"{"permission":"admin","role_name":"admin","user":{"login":"ada","id":55,"type":"User"}}"#,
                .none
            ),
            (
                #"{"permission":"admin","role_name":"admin","user":{"login":"ada","id":5,"type":"Bot"}}"#,
                .none
            ),
            (
                #"{"permission":"odd","role_name":"odd","user":{"login":"ada","id":5,"type":"User"}}"#,
                .none
            ),
        ])
    func permission(answer: String, expected: RepositoryPermission) async throws {
        github.on("GET repos/acme/a/collaborators/ada/permission", json: answer)
        let reader = AccountPermissionReader(api: github)
        #expect(try await reader.permission(of: .init(login: "ada", id: 5), in: name) == expected)
        #expect(try await reader.permission(of: .init(login: "bob", id: 5), in: name) == .none)
    }

    @Test("a branch's head is read; a repository without commits has none")
    func branchHead() async throws {
        let head = String(repeating: "a", count: 40)
        github.on(
            "GET repos/acme/a/git/ref/heads/release/1",
            json: #"{"ref":"refs/heads/release/1","object":{"type":"commit","sha":"\#(head)"}}"#)
        github.on("GET repos/acme/a/git/ref/heads/main", fails: .conflict)
        let contents = RepositoryContents(api: github)
        #expect(try await contents.head(of: "release/1", in: name)?.description == head)
        #expect(try await contents.head(of: "main", in: name) == nil)
    }
}
