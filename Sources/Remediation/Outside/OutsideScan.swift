package import Basics
internal import Git
package import RuleEngine
internal import Snapshots

/// Somebody else who knows of vulnerabilities, asked besides our own advisories.
package protocol DependencyScanner: Sendable {
    /// What is wrong with dependencies, one requirement a line; it never throws, and takes no longer than it may.
    func scan(_ requirements: String) async -> OutsideScan
}

/// What a scanner said: it adds to what we found ourselves, and takes nothing away.
package struct OutsideScan: Hashable, Sendable {
    /// A vulnerability of a dependency.
    package struct Finding: Codable, Hashable, Sendable {
        package var dependency: String
        /// The vulnerability's name, such as `CVE-2024-33663`.
        package var id: String
        package var severity: String

        /// A finding from its parts.
        package init(dependency: String, id: String, severity: Severity) {
            self.dependency = dependency
            self.id = id
            self.severity = severity.rawValue
        }

        /// The finding as one object.
        package var json: JSONValue {
            .members([
                "dependency": .string(dependency), "id": .string(id),
                "severity": .string(severity),
            ])
        }
    }

    package var findings: [Finding]
    /// Why there is no answer, on one line; nil when there is one.
    package var failure: String?

    /// An answer, or the lack of one.
    package init(findings: [Finding] = [], failure: String? = nil) {
        self.findings = findings
        self.failure = failure
    }
}

extension Remediator {
    /// The most that is told of a repository's requirements, in bytes.
    private static let requirementsLimit = 256 << 10

    /// What a scanner outside says of a repository's requirements, without what we found ourselves; nil where none is asked.
    package func scanOutside(_ base: Base, beside own: [Finding]) async -> OutsideScan? {
        guard let scanner = environment.scanner else { return nil }
        let requirements = Self.requirements(of: base)
        guard !requirements.isEmpty else { return nil }
        var scan = await scanner.scan(requirements)
        let known = Set(
            own.flatMap { DescriptionFacts.advisories(in: [$0.message]) }.map { $0.uppercased() })
        scan.findings.removeAll { known.contains($0.id.uppercased()) }
        return scan
    }

    /// The lines of all requirement files that name a package and a version; options and addresses may hold credentials.
    private static func requirements(of base: Base) -> String {
        var lines: [String] = []
        var room = requirementsLimit
        for entry in base.snapshot.entries where entry.mode.isFile {
            let name = entry.path.description.split(separator: "/").last ?? ""
            guard name.hasPrefix("requirements"), name.hasSuffix(".txt"),
                let bytes = try? base.snapshot.bytes(of: entry.path, limit: requirementsLimit)
            else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                let text = line.prefix { $0 != "#" }.trimming { $0 == " " || $0 == "\t" }
                guard !text.isEmpty, !text.hasPrefix("-"), !text.contains("@"),
                    !text.contains("://"), text.utf8.count <= min(500, room)
                else { continue }
                lines.append(text)
                room -= text.utf8.count + 1
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> String {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}

extension RemediationSummary {
    /// Notes what a scanner outside said; it adds findings, or that there was no answer.
    package mutating func note(_ scan: OutsideScan) {
        if let failure = scan.failure { errors.append(failure) }
        guard !scan.findings.isEmpty else { return }
        outside = scan.findings
        var counts = Dictionary(
            uniqueKeysWithValues: findings.map { ($0.severity, $0.count) })
        for finding in scan.findings { counts[finding.severity, default: 0] += 1 }
        findings = Severity.allCases.reversed().compactMap { severity in
            counts[severity.rawValue].map { Count(severity: severity.rawValue, count: $0) }
        }
    }
}
