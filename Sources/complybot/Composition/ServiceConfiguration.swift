import Basics
import Fleet
import FoundationEssentials
import Git
import WebServer

/// What the operator says of the service: where it listens, with which secrets, and when it sweeps.
struct ServiceConfiguration: Sendable {
    /// Where it listens; nil for the built-in.
    var listen: ListenAddress?
    /// Names by which browsers may call it, besides those of loopback.
    var hosts: [String] = []
    /// Where the tokens of its API come from; nil for none.
    var token: SecretSource?
    /// Where the token of workers elsewhere comes from; nil where there are none.
    var workerToken: SecretSource?
    /// Where the secrets of webhooks come from.
    var webhookSecret = SecretSource.variable("COMPLYBOT_WEBHOOK_SECRET")
    /// How long running work may go on once the service is asked to end.
    var drain = Duration.seconds(30)
    /// Hooks of repositories and organizations whose failed deliveries are asked for again; the App's needs no mention.
    var hooks: [HookReference] = []
    /// When the fleet is looked through.
    var schedule = SweepSchedule()
    /// The file that lists the fleet's repositories; nil for none.
    var repositories: String?
    /// The file that the journal's signatures are told to, best on another disk; nil for one in the home folder.
    var anchor: String?
    /// The branch of a git repository that they are told to as well; nil for none.
    var anchorBranch: AnchorBranch?
    /// Organizations whose repositories all belong to the fleet.
    var organizations: [String] = []

    /// Where the journal is anchored in a git repository.
    struct AnchorBranch: Hashable, Sendable {
        /// The address of the repository.
        var repository: RemoteURL
        var branch = JournalAnchorBranch.usualName
        /// At most one commit is made in this time.
        var interval = Duration.seconds(3600)
    }

    /// A webhook that somebody set up in a repository or an organization.
    struct HookReference: Hashable, Sendable {
        /// `OWNER/NAME` of a repository, or the name of an organization.
        var place: String
        /// The number at the end of the address of the hook's settings.
        var number: Int
    }
}

/// Where a secret comes from: an environment variable or a file, never the configuration itself.
enum SecretSource: Hashable, Sendable, CustomStringConvertible {
    case variable(String)
    case file(String)

    private static let limit = 64 << 10

    var description: String {
        switch self {
        case .variable(let name): name
        case .file(let path): path
        }
    }

    /// The text of it without line ends behind; nil where a variable is not set, or is empty.
    ///
    /// - Throws: `Diagnostic` for a file that cannot be read; it shows nothing of it.
    func text(in environment: [String: String]) throws -> String? {
        switch self {
        case .variable(let name):
            return environment[name].flatMap { $0.isEmpty ? nil : $0 }
        case .file(let path):
            var bytes = try BoundedFile.read(path, limit: Self.limit, while: "read the secret")
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
                throw Diagnostic(
                    .usage, "read the secret", on: path,
                    because: bytes.isEmpty ? "the file is empty" : "the file is not UTF-8")
            }
            return text
        }
    }
}
