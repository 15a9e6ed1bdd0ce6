package import Documents

/// One advisory in the Open Source Vulnerability format, schema 1.x, as far as decisions need it.
///
/// Members that are not known are ignored; those that are known must have the right shape. The texts are data
/// from strangers: shown, never obeyed.
package struct OSVDocument: Hashable, Sendable {
    /// The largest file that is read, in bytes.
    package static let maximumSize = 4 << 20
    /// The most versions one affected package may list.
    package static let maximumVersionCount = 100_000

    /// What happens to a package at a version.
    package enum Event: Hashable, Sendable {
        /// The vulnerability begins; nil stands for `0`, before every version.
        case introduced(String?)
        /// This version and later ones are not affected.
        case fixed(String)
        /// Versions after this one are not affected.
        case lastAffected(String)
    }

    /// A package that is affected, and where.
    package struct Affected: Hashable, Sendable {
        /// Where the package comes from; always one that this program knows.
        package let ecosystem: Ecosystem
        /// The name to compare by; for PyPI normalised as PEP 503 says.
        package let name: String
        /// The events of each range of type ECOSYSTEM or SEMVER; ranges of commits are left out.
        package let ranges: [[Event]]
        /// Versions listed one by one.
        package let versions: [String]
    }

    /// Such as `GHSA-35jh-r3h4-6jhm`.
    package let id: String
    /// Other ids of the same vulnerability, sorted.
    package let aliases: [String]
    /// One line about it; empty when the document has none.
    package let summary: String
    /// When it was last changed, as written.
    package let modified: String
    /// When it was withdrawn, as written; nil for an advisory that stands.
    package let withdrawn: String?
    /// How bad: by its CVSS 3 vector, else by the database's own word, else nil.
    package let severity: AdvisorySeverity?
    /// The base score of its CVSS 3 vector times ten; nil without one.
    package let scoreTenths: Int?
    /// The packages affected that are of a known ecosystem.
    package let affected: [Affected]

    /// Reads a document; the error names the file.
    package init(parsing bytes: [UInt8], fileName: String) throws(AdvisoryError) {
        guard bytes.count <= Self.maximumSize else {
            throw AdvisoryError(
                code: .tooLarge, file: fileName,
                reason: "\(bytes.count) bytes, the most is \(Self.maximumSize)")
        }
        let wire: OSVWire
        do {
            wire = try OSVWire.decode(bytes)
        } catch {
            throw AdvisoryError(
                code: .malformed, file: fileName, reason: OSVWire.description(of: error))
        }
        do {
            try self.init(wire)
        } catch {
            throw AdvisoryError(code: error.code, file: fileName, reason: error.reason)
        }
    }

    private init(_ wire: OSVWire) throws(OSVShapeError) {
        guard !wire.id.isEmpty, wire.id.utf8.count <= 128,
            wire.id.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw OSVShapeError("the id is empty, too long or not plain ASCII") }
        id = wire.id
        aliases = Array(Set(wire.aliases ?? [])).sorted()
        summary = wire.summary ?? ""
        modified = wire.modified
        withdrawn = wire.withdrawn
        let vectors = (wire.severity ?? []) + (wire.affected ?? []).flatMap { $0.severity ?? [] }
        let score = vectors.filter { $0.type == "CVSS_V3" }.compactMap { CVSSVector($0.score) }
            .max { $0.tenths < $1.tenths }
        let word = wire.databaseSpecific?.severity.flatMap(AdvisorySeverity.init(word:))
        scoreTenths = score?.tenths
        severity = score?.severity ?? word
        var affected: [Affected] = []
        for package in wire.affected ?? [] {
            if let package = try Self.affected(package) { affected.append(package) }
        }
        self.affected = affected
    }

    private static func affected(_ wire: OSVWire.Affected) throws(OSVShapeError) -> Affected? {
        guard let package = wire.package, let ecosystem = ecosystem(named: package.ecosystem) else {
            return nil
        }
        let versions = wire.versions ?? []
        guard versions.count <= maximumVersionCount else {
            throw OSVShapeError(
                "\(versions.count) versions are listed, the most is \(maximumVersionCount)",
                code: .tooLarge)
        }
        var ranges: [[Event]] = []
        for range in wire.ranges ?? [] where range.type != "GIT" {
            guard range.type == "ECOSYSTEM" || range.type == "SEMVER" else {
                throw OSVShapeError("unknown type of range")
            }
            ranges.append(try events(range.events))
        }
        return Affected(
            ecosystem: ecosystem,
            name: PackageName.normalised(package.name, in: ecosystem),
            ranges: ranges, versions: versions)
    }

    private static func events(_ wire: [OSVWire.Event]) throws(OSVShapeError) -> [Event] {
        var events: [Event] = []
        for event in wire {
            let count = [event.introduced, event.fixed, event.lastAffected, event.limit]
                .count { $0 != nil }
            guard count == 1 else { throw OSVShapeError("an event has not exactly one kind") }
            if let version = event.introduced {
                events.append(.introduced(version == "0" ? nil : version))
            }
            if let version = event.fixed { events.append(.fixed(version)) }
            if let version = event.lastAffected { events.append(.lastAffected(version)) }
        }
        let hasStart = events.contains { if case .introduced = $0 { true } else { false } }
        guard hasStart else { throw OSVShapeError("a range has no introduced event") }
        return events
    }

    private static func ecosystem(named name: String) -> Ecosystem? {
        switch name {
        case "PyPI": .pypi
        case "npm": .npm
        case "Go": .go
        case "Maven": .maven
        default: nil
        }
    }
}

/// Package names in the form in which they are compared.
package enum PackageName {
    /// PEP 503's normal form for PyPI; the name itself elsewhere.
    package static func normalised(_ name: String, in ecosystem: Ecosystem) -> String {
        guard ecosystem == .pypi else { return name }
        var result: [UInt8] = []
        for byte in name.utf8 {
            let isSeparator = byte == 0x2d || byte == 0x2e || byte == 0x5f
            if isSeparator {
                if result.last != 0x2d { result.append(0x2d) }
            } else {
                result.append((0x41...0x5a).contains(byte) ? byte | 0x20 : byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
