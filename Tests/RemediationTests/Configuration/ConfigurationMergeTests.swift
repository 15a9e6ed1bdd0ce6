import Documents
import TestSupport
import Testing

@testable import Remediation

@Suite("Merging layers of configuration")
struct ConfigurationMergeTests {
    /// JSON text as a layer, every value of it from one place.
    private func node(_ json: String, _ line: Int = 1) throws -> ConfigurationNode {
        let document = try DataDocument(parsing: Array(json.utf8), format: .json)
        let source = ConfigurationSource(.repository, file: "f.yml", line: line, column: 1)
        return ConfigurationNode(try #require(document.roots.first).value, source)
    }

    @Test(
        "the examples of RFC 7396",
        arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
            (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
            (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
            (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
            (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
            (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
            (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, #"null"#, #"null"#),
            (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
            (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
            (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
            (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        ])
    func examples(target: String, patch: String, result: String) throws {
        #expect(try node(target).merging(node(patch)).value == node(result).value)
    }

    @Test("a key that begins with add- appends, each entry with its own source, and none twice")
    func appending() throws {
        let below = try node(#"{"pr":{"labels":["a","b"]}}"#, 1)
        let above = try node(#"{"pr":{"add-labels":["b","c"]}}"#, 2)
        let labels = below.merging(above)[path: ["pr", "labels"]]
        guard case .list(let items, _)? = labels else { throw Missing() }
        #expect(items.map(\.value) == [.string("a"), .string("b"), .string("c")])
        #expect(items.map(\.source.line) == [1, 1, 2])
        #expect(below.merging(above)[path: ["pr", "add-labels"]] == nil)
        #expect(try node("{}").merging(above)[path: ["pr", "labels"]]?.texts == ["b", "c"])
    }

    private struct Missing: Error {}

    @Test(
        "merging is what RFC 7396 says of the values alone, and every source is one of a layer's own"
    )
    func laws() throws {
        var random = SplitMix64(seed: 20_260_614)
        for round in 0..<400 {
            let one = tree(depth: 3, layer: 1, &random)
            let two = tree(depth: 3, layer: 2, &random)
            let merged = one.merging(two)
            #expect(merged.value == Self.reference(one.value, two.value), "round \(round)")
            #expect(merged.merging(two).value == merged.value, "again changes nothing")
            #expect(one.merging(.mapping([], one.source)).value == one.value)
            for path in merged.paths {
                let line = path.node.source.line
                let owner = line == 1 ? one : two
                #expect(owner[path: path.path]?.value == path.node.value, "\(path.path)")
                if line == 1 { #expect(two[path: path.path] == nil) }
            }
        }
    }

    /// A mapping without lists of records, whose nulls stand in the second layer only.
    private func tree(depth: Int, layer: Int, _ random: inout SplitMix64) -> ConfigurationNode {
        let source = ConfigurationSource(.repository, file: "f.yml", line: layer, column: 1)
        var members: [ConfigurationNode.Member] = []
        for key in ["a", "b", "c", "d"] where Bool.random(using: &random) {
            let node: ConfigurationNode
            switch Int.random(in: 0...(depth == 0 ? 2 : 4), using: &random) {
            case 0 where layer == 2: node = .scalar(.null, source)
            case 0, 1:
                node = .scalar(.integer(String(Int.random(in: 0...9, using: &random))), source)
            case 2: node = .list([.init(.string(key), source)], source)
            default: node = tree(depth: depth - 1, layer: layer, &random)
            }
            members.append(.init(key, node))
        }
        return .mapping(members, source)
    }

    /// The pseudocode of RFC 7396, section 2, on plain values.
    private static func reference(_ target: DataValue, _ patch: DataValue) -> DataValue {
        guard case .mapping(let changes) = patch else { return patch }
        var members: [DataValue.Member] = []
        if case .mapping(let own) = target { members = own }
        for change in changes {
            let old = members.first { $0.key == change.key }?.value
            if change.value == .null {
                members.removeAll { $0.key == change.key }
            } else {
                let new = reference(old ?? .null, change.value)
                if let index = members.firstIndex(where: { $0.key == change.key }) {
                    members[index].value = new
                } else {
                    members.append(.init(change.key, new))
                }
            }
        }
        return .mapping(members)
    }
}
