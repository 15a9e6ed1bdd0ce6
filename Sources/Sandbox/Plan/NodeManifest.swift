internal import FoundationEssentials

/// What of a `package.json` decides whether and how its tests run.
struct NodeManifest: Decodable {
    private let scripts: [String: String]?
    private let dependencies: [String: String]?
    private let devDependencies: [String: String]?

    /// A manifest from its text; nil when it is none, or not in these places.
    init?(_ bytes: [UInt8]) {
        guard let manifest = try? JSONDecoder().decode(NodeManifest.self, from: Data(bytes)) else {
            return nil
        }
        self = manifest
    }

    /// The script behind `npm test`; nil when there is none, or the one that `npm init` writes.
    var testScript: String? {
        guard let script = scripts?["test"], !script.contains("no test specified"), !script.isEmpty
        else {
            return nil
        }
        return script
    }

    /// Whether packages must be installed before the tests.
    var hasDependencies: Bool {
        !(dependencies ?? [:]).isEmpty || !(devDependencies ?? [:]).isEmpty
    }
}
