internal import Basics
internal import Documents
internal import Snapshots

/// A report as bytes, for the cache of results.
extension DetectionReport {
    /// The whole report.
    var record: [UInt8] {
        var writer = ByteRecordWriter()
        writer.add(files)
        writer.add(findings.count)
        for finding in findings { finding.write(to: &writer) }
        writer.add(outcomes.count)
        for outcome in outcomes { outcome.write(to: &writer) }
        writer.add(errors.count)
        for error in errors {
            writer.add(error.path) { $0.addShared($1.bytes) }
            writer.add(error.ruleID) { $0.add($1) }
            writer.add(error.message)
        }
        writer.add(waiverComments.count)
        for path in waiverComments { writer.addShared(path.bytes) }
        return writer.bytes
    }

    /// Reads what `record` wrote; nil for anything else.
    init?(record: [UInt8]) {
        var reader = ByteRecordReader(record)
        do throws(ByteRecordReader.Malformed) {
            self.init(findings: [], outcomes: [], errors: [], files: try reader.number())
            for _ in 0..<(try reader.count()) { findings.append(try Finding(from: &reader)) }
            for _ in 0..<(try reader.count()) { outcomes.append(try RuleOutcome(from: &reader)) }
            for _ in 0..<(try reader.count()) {
                errors.append(
                    DetectionError(
                        path: try reader.optionalPath(), ruleID: try reader.optionalText(),
                        message: try reader.text()))
            }
            for _ in 0..<(try reader.count()) {
                waiverComments.append(RepositoryPath(bytes: try reader.shared()))
            }
        } catch { return nil }
        guard reader.isAtEnd else { return nil }
    }
}

extension Finding {
    fileprivate func write(to writer: inout ByteRecordWriter) {
        writer.add(ruleID)
        writer.add(ruleVersion)
        writer.add(severity.rawValue)
        writer.add(confidence.rawValue)
        writer.add(policies.count)
        for policy in policies { writer.add(policy) }
        writer.add(message)
        writer.add(remediation)
        writer.add(path) { $0.addShared($1.bytes) }
        for position in [start, end] {
            writer.add(position) { writer, position in
                writer.add(position.line)
                writer.add(position.column)
                writer.add(position.offset)
            }
        }
        writer.addShared(component.bytes)
        switch patchStatus {
        case .none: writer.add(0)
        case .available: writer.add(1)
        case .declined(let reason):
            writer.add(2)
            writer.add(reason)
        }
        writer.add(isRedacted ? 1 : 0)
        writer.add(fingerprint.hex)
    }

    fileprivate init(from reader: inout ByteRecordReader) throws(ByteRecordReader.Malformed) {
        let rule = try reader.text()
        let version = try reader.number()
        let severity = try reader.choice(Severity.self)
        let confidence = try reader.choice(Confidence.self)
        var policies: [String] = []
        for _ in 0..<(try reader.count()) { policies.append(try reader.text()) }
        let (message, remediation) = (try reader.text(), try reader.text())
        let path = try reader.optionalPath()
        let (start, end) = (try reader.optionalPosition(), try reader.optionalPosition())
        let component = RepositoryPath(bytes: try reader.shared())
        let status: PatchStatus
        switch try reader.number() {
        case 0: status = .none
        case 1: status = .available
        case 2: status = .declined(try reader.text())
        default: throw ByteRecordReader.Malformed()
        }
        let isRedacted = try reader.number() != 0
        guard let fingerprint = Digest(hex: try reader.text()) else {
            throw ByteRecordReader.Malformed()
        }
        self.init(
            ruleID: rule, ruleVersion: version, severity: severity, confidence: confidence,
            policies: policies, message: message, remediation: remediation, path: path,
            start: start, end: end, component: component, patchStatus: status,
            isRedacted: isRedacted, fingerprint: fingerprint)
    }
}

extension RuleOutcome {
    fileprivate func write(to writer: inout ByteRecordWriter) {
        writer.add(ruleID)
        writer.addShared(scope.bytes)
        switch result {
        case .pass: writer.add(0)
        case .fail: writer.add(1)
        case .notApplicable: writer.add(2)
        case .notEvaluated(let reason):
            writer.add(3)
            writer.add(reason)
        case .error(let reason):
            writer.add(4)
            writer.add(reason)
        }
    }

    fileprivate init(from reader: inout ByteRecordReader) throws(ByteRecordReader.Malformed) {
        let rule = try reader.text()
        let scope = RepositoryPath(bytes: try reader.shared())
        let result: Result
        switch try reader.number() {
        case 0: result = .pass
        case 1: result = .fail
        case 2: result = .notApplicable
        case 3: result = .notEvaluated(try reader.text())
        case 4: result = .error(try reader.text())
        default: throw ByteRecordReader.Malformed()
        }
        self.init(ruleID: rule, scope: scope, result: result)
    }
}

extension ByteRecordReader {
    fileprivate mutating func optionalPath() throws(Malformed) -> RepositoryPath? {
        try optional { reader throws(Malformed) in RepositoryPath(bytes: try reader.shared()) }
    }

    fileprivate mutating func optionalText() throws(Malformed) -> String? {
        try optional { reader throws(Malformed) in try reader.text() }
    }

    fileprivate mutating func optionalPosition() throws(Malformed) -> TextPosition? {
        try optional { reader throws(Malformed) in
            TextPosition(
                line: try reader.number(), column: try reader.number(),
                offset: try reader.number())
        }
    }
}
