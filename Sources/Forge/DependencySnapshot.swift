internal import Basics
package import Snapshots

/// The packages that a commit's files settle on, as a forge is told of them.
package struct DependencySnapshot: Sendable, Hashable {
    /// One version of a package.
    package struct Package: Sendable, Hashable {
        /// The package URL.
        package var url: String
        /// Whether the project asks for it itself; nil when that is not known.
        package var isDirect: Bool?
        /// Whether only development needs it; nil when that is not known.
        package var isDevelopment: Bool?

        /// A package from its parts.
        package init(url: String, isDirect: Bool?, isDevelopment: Bool?) {
            self.url = url
            self.isDirect = isDirect
            self.isDevelopment = isDevelopment
        }
    }

    /// One file.
    package struct Manifest: Sendable, Hashable {
        /// Where it is in the repository.
        package var path: String
        package var packages: [Package]

        /// A file from its parts.
        package init(path: String, packages: [Package]) {
            self.path = path
            self.packages = packages
        }
    }

    package let commit: ObjectID
    /// The branch, as `refs/heads/main`.
    package let reference: String
    /// The repository's address; a detector must have one, and this is where ours is configured.
    package let address: String
    /// The version of the program that read the files.
    package let toolVersion: String
    /// When that was, in seconds since 1970.
    package let scanned: Int
    /// By path, as many as there is room for.
    package let manifests: [Manifest]
    /// How many files there was no room for.
    package let leftOut: Int

    /// How many files are told of at most.
    private static let fileLimit = 200
    /// How many bytes the files may come to, as JSON.
    private static let sizeLimit = 4 << 20

    /// A snapshot; files for which there is no room are left out, the later ones by path first.
    package init(
        of manifests: [Manifest], at commit: ObjectID, on reference: String, address: String,
        toolVersion: String, scanned: Int
    ) {
        self.address = address
        self.commit = commit
        self.reference = reference
        self.toolVersion = toolVersion
        self.scanned = scanned
        var room = Self.sizeLimit
        var taken: [Manifest] = []
        for manifest in manifests.sorted(by: {
            $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        })
        where taken.count < Self.fileLimit {
            let size = manifest.json.text(indented: false).utf8.count
            guard size <= room else { continue }
            room -= size
            taken.append(manifest)
        }
        self.manifests = taken
        leftOut = manifests.count - taken.count
    }

    /// How many packages it tells of; one that is in two files counts twice.
    package var packageCount: Int { manifests.reduce(0) { $0 + $1.packages.count } }

    /// What a forge tells the snapshots of different programs and jobs by.
    private static let correlator = "complybot"

    /// The body of the request.
    var json: JSONValue {
        .members([
            "version": .int(0), "sha": .string(commit.description), "ref": .string(reference),
            "scanned": .string(UTCTime.text(milliseconds: Int64(scanned) * 1000)),
            "job": .members([
                "id": .string(commit.description), "correlator": .string(Self.correlator),
            ]),
            "detector": .members([
                "name": "complybot", "version": .string(toolVersion),
                "url": .string(address),
            ]),
            "manifests": .object(manifests.map { .init($0.path, $0.json) }),
        ])
    }
}

extension DependencySnapshot.Manifest {
    fileprivate var json: JSONValue {
        .members([
            "name": .string(path), "file": .members(["source_location": .string(path)]),
            "resolved": .object(packages.map { .init($0.url, $0.json) }),
        ])
    }
}

extension DependencySnapshot.Package {
    fileprivate var json: JSONValue {
        var members = [JSONValue.Member("package_url", .string(url))]
        if let isDirect {
            members.append(.init("relationship", isDirect ? "direct" : "indirect"))
        }
        if let isDevelopment {
            members.append(.init("scope", isDevelopment ? "development" : "runtime"))
        }
        return .object(members)
    }
}
