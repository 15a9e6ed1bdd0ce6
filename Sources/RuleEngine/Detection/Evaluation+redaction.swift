internal import Documents
internal import Snapshots

/// Keeping the secrets that redacting leaves matched out of everything that people and machines get to see.
extension Evaluation {
    /// The findings and notes of a report without any secret that one of the findings is about.
    func redacted(_ result: EvaluationResult) -> EvaluationResult {
        let secrets = FoundSecrets(in: result.cases, of: self)
        foundSecrets = secrets
        guard !secrets.isEmpty else { return result }
        var result = result
        result.cases = result.cases.map { finding in
            var finding = finding
            finding.finding.message = secrets.masked(finding.finding.message)
            if case .declined(let reason) = finding.finding.patchStatus {
                finding.finding.patchStatus = .declined(secrets.masked(reason))
            }
            if secrets.stand(in: finding.finding) { finding.finding.isRedacted = true }
            return finding
        }
        result.report.findings = result.cases.map(\.finding)
        result.report.errors = result.report.errors.map { error in
            var error = error
            error.message = secrets.masked(error.message)
            return error
        }
        result.report.outcomes = result.report.outcomes.map { outcome in
            var outcome = outcome
            switch outcome.result {
            case .notEvaluated(let reason): outcome.result = .notEvaluated(secrets.masked(reason))
            case .error(let reason): outcome.result = .error(secrets.masked(reason))
            case .pass, .fail, .notApplicable: break
            }
            return outcome
        }
        return result
    }

    /// A text without any secret that one of the findings is about.
    func masked(_ text: String) -> String { foundSecrets?.masked(text) ?? text }
}

/// The secrets that the findings of one evaluation are about.
struct FoundSecrets {
    /// Shorter ones are in ordinary words too; nobody could read the rest.
    private static let minimumLength = 4

    /// What was matched, longest first, and what is shown instead.
    private var values: [(secret: [UInt8], mask: [UInt8])] = []
    private var lines: [RepositoryPath: Set<Int>] = [:]

    var isEmpty: Bool { lines.isEmpty }

    init(in cases: [FindingCase], of evaluation: Evaluation) {
        var masks: [[UInt8]: String] = [:]
        for match in cases.flatMap(\.solution.secrets) {
            guard let path = match.path, let span = match.span, let mask = match.mask,
                let source = evaluation.text(of: path), span.upperBound <= source.bytes.count
            else { continue }
            let secret = Array(source.bytes[span])
            if secret.count >= Self.minimumLength { masks[secret] = mask }
            let first = source.lineNumber(at: span.lowerBound)
            lines[path, default: []].formUnion(first...source.lineNumber(at: span.upperBound))
        }
        values = masks.map { (secret: $0.key, mask: Array($0.value.utf8)) }.sorted {
            $0.secret.count != $1.secret.count
                ? $0.secret.count > $1.secret.count
                : $0.secret.lexicographicallyPrecedes($1.secret)
        }
    }

    /// Whether a secret stands on the lines of a finding, so that nobody may show them.
    func stand(in finding: Finding) -> Bool {
        guard let path = finding.path, let start = finding.start?.line,
            let secret = lines[path]
        else { return false }
        let end = max(start, finding.end?.line ?? start)
        return secret.contains { (start...end).contains($0) }
    }

    /// The text with each secret replaced by what may be shown of it.
    func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var isChanged = false
        for (secret, mask) in values {
            guard let result = Self.replacing(secret, by: mask, in: bytes) else { continue }
            bytes = result
            isChanged = true
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }

    /// The bytes with every occurrence replaced; nil without any.
    private static func replacing(
        _ secret: [UInt8], by mask: [UInt8], in bytes: [UInt8]
    ) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.firstEnd(of: secret) {
            result += rest[..<(end - secret.count)] + mask
            rest = rest[end...]
        }
        return rest.startIndex == bytes.startIndex ? nil : result + rest
    }
}
