internal import Basics
package import Documents
internal import RuleEngine

/// One file of configuration, read by the table.
package struct ConfigurationFile: Sendable {
    /// Its values; nil when it is no YAML.
    package var node: ConfigurationNode?
    package var problems: [ConfigurationProblem] = []
    package var waivers = WaiverReader.Result()
    /// What an organization's file enforces.
    package var enforced: [OperatorPolicy.Enforced] = []

    /// Reads a file; never fails, for what is wrong is among the problems.
    package static func read(
        _ bytes: [UInt8], file: String, layer: ConfigurationSource.Layer
    ) -> ConfigurationFile {
        let place = SourceLocation(file: file, line: 1, column: 1)
        guard bytes.count <= ConfigurationReader.sizeLimit else {
            let limit = ConfigurationReader.sizeLimit
            return ConfigurationFile(problems: [
                .init(
                    .invalidFile, at: place,
                    "it has \(bytes.count) bytes, and \(limit) are read at most")
            ])
        }
        do throws(RecordProblem) {
            let record = try RecordFile(
                parsing: bytes, format: .yaml, name: file, while: "read the configuration")
            return read(record, file: file, layer: layer)
        } catch {
            return ConfigurationFile(problems: [.init(.invalidFile, error)])
        }
    }

    private static func read(
        _ record: RecordFile, file: String, layer: ConfigurationSource.Layer
    ) -> ConfigurationFile {
        var result = ConfigurationFile()
        let problems = record.problems
        if let second = record.roots.dropFirst().first {
            problems.add(at: second.span.lowerBound, "there is more than one document")
        }
        if let root = record.roots.first {
            if let delicate = root.firstDelicate {
                problems.add(
                    at: delicate.span.lowerBound, "anchors, aliases and tags are not read here",
                    remedy: "write the value out")
            } else {
                let reader = ConfigurationReader(problems: problems, layer: layer, file: file)
                let enforces = layer == .organization
                result.node = reader.mapping(
                    root, keys: ConfigurationTable.keys, name: "the configuration",
                    leavingOut: enforces ? ["enforce"] : [])
                if enforces, let enforce = root["enforce"] {
                    result.enforced = EnforcementReader(
                        problems: problems, layer: layer, file: file
                    ).enforced(enforce)
                }
                if layer == .repository, let list = root["waivers"] {
                    result.waivers = WaiverReader(
                        file: file, origin: .repository, problems: problems
                    ).read(list)
                }
            }
        }
        result.problems = problems.all.map { ConfigurationProblem(.invalidFile, $0) }
        return result
    }

    /// A part of the operator's file that holds values for repositories.
    package static func layer(
        _ node: DataNode, problems: RecordProblems, file: String,
        layer: ConfigurationSource.Layer, name: String
    ) -> ConfigurationNode {
        ConfigurationReader(problems: problems, layer: layer, file: file)
            .mapping(node, keys: ConfigurationTable.keys, name: name)
    }
}

extension DataNode {
    /// The first node that YAML's own references make delicate.
    fileprivate var firstDelicate: DataNode? {
        let delicate: DataFeatures = [.anchor, .alias, .tag]
        guard !features.isDisjoint(with: delicate) else { return nil }
        for child in items + members.map(\.value) {
            if let found = child.firstDelicate { return found }
        }
        return self
    }
}
