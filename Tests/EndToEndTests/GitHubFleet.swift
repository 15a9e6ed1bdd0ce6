import Foundation
import StandInForge
import TestSupport
import Testing

/// An organisation on the stand-in forge, and the program that sweeps it.
struct GitHubFleet {
    static let organization = "acme"
    /// The branch of every pull request.
    static let branch = "complybot/compliance"
    /// Files with exactly one drift that can be patched: a workflow that does not say what its token may do.
    static let drift = [
        "README.md": "# Service\n",
        ".github/workflows/ci.yml": """
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

        """,
    ]

    /// How the program shows who it is.
    enum Identity {
        /// By the token of a person.
        case person
        /// By the key of an App that is installed in the organisation.
        case app
    }

    let forge: StandInForge
    let folder: TemporaryDirectory
    /// The token of the person who runs complybot.
    let personToken: String
    /// The App that is installed.
    let app: StandInForge.AppIdentity
    let installation: Int
    /// Credentials of the program by environment.
    private let credential: [String: String]

    init(as identity: Identity = .person) throws {
        folder = try TemporaryDirectory()
        forge = try StandInForge()
        try forge.addOrganization(
            Self.organization, members: ["ada": "admin", "robot": "admin"])
        personToken = try forge.personalToken(for: "robot")
        app = try forge.addApp("complybot", owner: Self.organization)
        installation = try forge.install(app, in: Self.organization)
        switch identity {
        case .person: credential = ["GITHUB_TOKEN": personToken]
        case .app:
            let file = "\(folder.path)/app.pem"
            try folder.write(app.privateKey, to: "app.pem")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            credential = [
                "COMPLYBOT_GITHUB_APP_ID": "\(app.id)",
                "COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE": file,
            ]
        }
    }

    /// Adds a repository of the organisation with files; without, with the drift.
    func add(_ name: String, files: [String: String] = drift) throws {
        try forge.addRepository(full(name), files: files)
    }

    func full(_ name: String) -> String { "\(Self.organization)/\(name)" }

    var home: String { "\(folder.path)/home" }

    var environment: [String: String] {
        credential.merging([
            "COMPLYBOT_HOME": home, "GITHUB_SERVER_URL": forge.serverURL,
            "GITHUB_API_URL": forge.apiURL, "COMPLYBOT_GITHUB_WRITES_PER_MINUTE": "6000",
        ]) { $1 }
    }

    private static let rule = ["--rule", "actions-least-privilege"]

    /// Runs a command of the program that works on repositories.
    func run(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run(
            arguments + Self.rule, in: folder.path, environment: environment,
            limit: .seconds(180))
    }

    /// Sweeps the organisation.
    func sweep(_ more: [String] = []) throws -> (Program.Outcome, SampleFleet.Report) {
        let outcome = try run(["sweep", "--org", Self.organization, "--format", "json"] + more)
        return (outcome, try outcome.decoded(as: SampleFleet.Report.self))
    }

    /// The calls of the API so far, those that changed something, and git's requests; then forgets them.
    func takeCounts() -> Counts {
        let requests = forge.requests
        defer { forge.clearRecords() }
        return Counts(
            calls: requests.count { $0.operation != "git" },
            writes: requests.count(where: \.isContentWrite)
                + requests.count { $0.method == "POST" && $0.path.hasSuffix("/git-receive-pack") },
            transfers: requests.count { $0.operation == "git" })
    }

    struct Counts: Equatable {
        var calls: Int
        var writes: Int
        var transfers: Int
    }

    /// The pull requests that are open in a repository.
    func open(_ name: String) throws -> [StandInForge.PullRequestView] {
        try forge.pullRequests(of: full(name)).filter { $0.state == "open" }
    }
}
