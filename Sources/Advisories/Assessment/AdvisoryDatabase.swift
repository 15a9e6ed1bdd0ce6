package import Basics
package import Documents
internal import FoundationEssentials

/// Something odd in an advisory that did not keep it from being used, on the safe side.
package struct AdvisoryNotice: Hashable, Sendable {
    /// The kinds of oddity.
    package enum Kind: Hashable, Sendable {
        /// An end of a range stands before its start; everything after the start counts as affected.
        case invertedRange
        /// A text that is no version of the ecosystem; a start counts as 0, a fix as none.
        case unreadableVersion(String)
    }

    /// The advisory.
    package let id: String
    /// The package.
    package let package: String
    /// What is odd.
    package let kind: Kind
}

/// The advisories of a run, ready to judge dependencies.
package struct AdvisoryDatabase: Sendable {
    /// The most files a folder may hold.
    package static let maximumFileCount = 50_000

    /// The documents, sorted by id; withdrawn ones among them.
    package let documents: [OSVDocument]
    /// The digest over every file's name and bytes, in the order of the names.
    package let digest: Digest
    /// What was odd, sorted by advisory and package.
    package let notices: [AdvisoryNotice]
    private let packages: [Key: PackageAdvisories]

    private struct Key: Hashable, Sendable {
        let ecosystem: Ecosystem
        let name: String
    }

    /// A database of files, each a name and its bytes; two documents of one id are an error.
    package init(files: [(name: String, bytes: [UInt8])]) throws(AdvisoryError) {
        let files = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var documents: [OSVDocument] = []
        var fileOfID: [String: String] = [:]
        for file in files {
            let document = try OSVDocument(parsing: file.bytes, fileName: file.name)
            if let other = fileOfID.updateValue(file.name, forKey: document.id) {
                throw AdvisoryError(
                    code: .duplicate, file: file.name,
                    reason: "\(other) holds \(document.id) already")
            }
            documents.append(document)
        }
        self.documents = documents.sorted { $0.id < $1.id }
        digest = .framed(files.flatMap { [Array($0.name.utf8), $0.bytes] })
        packages = Self.packages(self.documents)
        notices = Self.notices(packages.values)
    }

    /// Reads every `*.json` file that stands directly in a folder; links are not followed.
    package static func load(folder: String) throws(AdvisoryError) -> AdvisoryDatabase {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".json") }
        } catch {
            throw AdvisoryError(
                code: .unreadable, file: folder, reason: "the folder cannot be listed")
        }
        guard names.count <= maximumFileCount else {
            throw AdvisoryError(
                code: .tooLarge, file: folder, reason: "more than \(maximumFileCount) files")
        }
        var files: [(name: String, bytes: [UInt8])] = []
        for name in names { files.append((name, try read(folder + "/" + name))) }
        return try AdvisoryDatabase(files: files)
    }

    /// The vulnerabilities that affect a declared dependency, the worst first, then by id.
    ///
    /// A pinned version is affected when an advisory says so; a range only when it admits no fixed version. A
    /// specifier that cannot be read, such as a URL or a tag, cannot be judged and gives none.
    package func assess(dependency: DeclaredDependency) -> [AdvisoryFinding] {
        let name = PackageName.normalised(dependency.name, in: dependency.ecosystem)
        guard let package = packages[Key(ecosystem: dependency.ecosystem, name: name)],
            let (current, entries) = affected(dependency, package)
        else { return [] }
        let upgrade = entries.isEmpty ? nil : package.upgrade(from: current)
        return Self.grouped(entries.map(\.document))
            .map { AdvisoryFinding(dependency: dependency, documents: $0, upgrade: upgrade) }
            .sorted { ($1.rank, $0.ids[0]) < ($0.rank, $1.ids[0]) }
    }

    private func affected(
        _ dependency: DeclaredDependency, _ package: PackageAdvisories
    ) -> (current: PackageVersion, entries: [PackageAdvisories.Entry])? {
        if let pinned = dependency.pinnedVersion {
            guard let version = PackageVersion(pinned, in: package.ecosystem) else { return nil }
            return (version, package.entries.filter { $0.affects(version) })
        }
        guard let constraint = VersionConstraint(dependency.specifier, in: package.ecosystem) else {
            return nil
        }
        let admitted = AdmittedVersions(constraint, of: package)
        guard let current = admitted.latestKnown else { return nil }
        return (current, package.entries.filter(admitted.areAffected(by:)))
    }

    private static func packages(_ documents: [OSVDocument]) -> [Key: PackageAdvisories] {
        var groups: [Key: [OSVDocument]] = [:]
        for document in documents where document.withdrawn == nil {
            for key in Set(document.affected.map { Key(ecosystem: $0.ecosystem, name: $0.name) }) {
                groups[key, default: []].append(document)
            }
        }
        var packages: [Key: PackageAdvisories] = [:]
        for (key, documents) in groups {
            packages[key] = PackageAdvisories(
                ecosystem: key.ecosystem, name: key.name, documents: documents)
        }
        return packages
    }

    private static func notices(_ packages: some Sequence<PackageAdvisories>) -> [AdvisoryNotice] {
        var notices: [AdvisoryNotice] = []
        for package in packages {
            for entry in package.entries {
                func note(_ kind: AdvisoryNotice.Kind) {
                    notices.append(
                        AdvisoryNotice(id: entry.document.id, package: package.name, kind: kind))
                }
                for range in entry.ranges {
                    if range.isInverted { note(.invertedRange) }
                    for text in range.unreadable { note(.unreadableVersion(text)) }
                }
            }
        }
        return notices.sorted {
            ($0.id, $0.package, $0.kind.order) < ($1.id, $1.package, $1.kind.order)
        }
    }

    /// Documents that are aliases of one another, put together; aliases may form a circle.
    private static func grouped(_ documents: [OSVDocument]) -> [[OSVDocument]] {
        var groups: [(names: Set<String>, documents: [OSVDocument])] = []
        for document in documents {
            var names = Set(document.aliases + [document.id])
            var members = [document]
            groups.removeAll { group in
                guard !group.names.isDisjoint(with: names) else { return false }
                names.formUnion(group.names)
                members += group.documents
                return true
            }
            groups.append((names, members))
        }
        return groups.map { $0.documents.sorted { $0.id < $1.id } }
    }

    private static func read(_ path: String) throws(AdvisoryError) -> [UInt8] {
        let limit = OSVDocument.maximumSize
        do throws(BoundedFile.Refusal) {
            return try BoundedFile.bytes(of: path, limit: limit, followingLink: false)
        } catch {
            throw AdvisoryError(
                code: error == .tooLarge ? .tooLarge : .unreadable, file: path,
                reason: error.reason(limit: limit))
        }
    }
}

extension AdvisoryFinding {
    /// The finding that documents of one vulnerability, sorted by id, make together.
    fileprivate init(dependency: DeclaredDependency, documents: [OSVDocument], upgrade: Upgrade?) {
        let names = documents.flatMap { [$0.id] + $0.aliases }
        let first = documents.first?.id ?? ""
        self.dependency = dependency
        ids = [first] + Set(names).subtracting([first]).sorted()
        summary = documents.first { !$0.summary.isEmpty }?.summary ?? ""
        severity = documents.compactMap(\.severity).max()
        self.upgrade = upgrade
    }

    fileprivate var rank: Int {
        severity.flatMap { AdvisorySeverity.allCases.firstIndex(of: $0) } ?? -1
    }
}

extension AdvisoryNotice.Kind {
    fileprivate var order: String {
        switch self {
        case .invertedRange: ""
        case .unreadableVersion(let text): "version " + text
        }
    }
}
