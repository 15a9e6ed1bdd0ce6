internal import Basics
internal import Documents
internal import RuleEngine

/// What the operator of the program says about every repository.
package struct OperatorPolicy: Sendable {
    /// A value that repositories cannot have otherwise.
    package struct Enforced: Sendable {
        /// What a repository may do about it.
        package enum Override: String, CaseIterable, Sendable {
            /// Anything.
            case allowed
            /// Only what is stricter.
            case tightenOnly = "tighten-only"
            case none
        }

        /// The keys that lead to it.
        package var path: [String]
        /// The value; nil takes what operator and organization say otherwise.
        package var value: ConfigurationNode?
        package var override: Override
        /// Where it stands.
        package var source: ConfigurationSource
    }

    /// Values that go before what is built in.
    package var defaults: ConfigurationNode?
    /// The organization's values, which go before the operator's.
    package var organization: ConfigurationNode?
    ///
    /// Whether pull requests merge themselves is never for a repository to loosen.
    package var enforced: [Enforced] = [Self.mergingIsOurs]
    /// Where presets come from; the file of one by its reference.
    package var presets: any PresetSource = NoPresets()
    package var waivers = WaiverPolicy()
    /// The waivers that the operator keeps.
    package var registry = WaiverRegistry()

    /// Nothing but a policy can have pull requests merge themselves.
    private static let mergingIsOurs = Enforced(
        path: ["pr", "automerge"], value: nil, override: .tightenOnly, source: .builtIn)

    /// Says nothing.
    package init() {}
}

/// Where presets come from, other than files of the repository itself.
package protocol PresetSource: Sendable {
    /// The file of a preset.
    ///
    /// - Throws: a `Diagnostic` that says why it cannot be had.
    func file(of reference: PresetReference) throws -> PresetFile
}

/// What a repository names in `extends`.
package enum PresetReference: Hashable, Sendable, CustomStringConvertible {
    /// A preset that the operator names, or `org`.
    case named(String)
    /// A file of a git repository at a commit.
    case pinned(git: String, commit: String, path: String)

    package var description: String {
        switch self {
        case .named(let name): name
        case .pinned(let git, let commit, let path): "\(git)@\(commit.prefix(12)):\(path)"
        }
    }
}

/// A preset that has been found.
package struct PresetFile: Sendable {
    /// Its name for people, as in `presets/python.yml`.
    package var name: String
    package var bytes: [UInt8]

    /// A file from its parts.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// No presets at all.
struct NoPresets: PresetSource {
    func file(of reference: PresetReference) throws -> PresetFile {
        throw Diagnostic(
            .usage, "find the preset", on: reference.description,
            because: "the operator's configuration names no such preset",
            remedy: "name it there under presets, or keep it in this repository as ./FILE.yml")
    }
}
