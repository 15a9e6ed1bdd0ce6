import Testing

@testable import RuleEngine

@Suite("Places in structured data")
struct PathLeafTests {
    private func holds(_ condition: String, _ yaml: String) throws -> Bool {
        try !Probe("{path: {files: [a.yaml], select: $.v, where: \(condition)}}")
            .findings(["a.yaml": yaml]).isEmpty
    }

    @Test(
        "every condition holds of what it says and of nothing else",
        arguments: [
            ("{min: 2}", "2", "1.9"), ("{max: 2.5}", "2.5", "3"), ("{min: 1, max: 3}", "2", "4"),
            ("{length: 2}", "[a, b]", "[a]"), ("{length: {min: 2}}", "héé", "h"),
            ("{length: {max: 1}}", "{a: 1}", "{a: 1, b: 2}"), ("{contains: b}", "[a, b]", "[a]"),
            ("{contains: b}", "{b: 1}", "{a: b}"), ("{contains: b}", "abc", "acc"),
            ("{semver: '>=1.2 <2'}", "1.10.0", "2.0.0-rc1"), ("{semver: ^1.2}", "'1.9'", "2.0.0"),
            ("{semver: ~1.2.3 || 3.x}", "3.1.4", "1.3.0"),
            ("{semver: '>1.0.0-beta.2'}", "1.0.0-beta.11", "1.0.0-beta.2"),
            ("{in: [x, 2]}", "2", "3"), ("{equals: 'true'}", "true", "false"),
            ("{type: integer, min: 0}", "0", "0.5"), ("{matches: '^a'}", "ab", "ba"),
            ("present", "1", ""),
        ])
    func conditions(condition: String, yes: String, no: String) throws {
        #expect(try holds(condition, "v: \(yes)\n"))
        #expect(try !holds(condition, no.isEmpty ? "w: 1\n" : "v: \(no)\n"))
    }

    @Test("a leaf looks below what another matched, in each document")
    func inside() throws {
        let detect =
            "{all: [{id: job, anchor: true, path: {files: ['*.yaml'], select: '$.jobs[*]'}}, {path: {in: job, select: '$.steps[?@.name == $.wanted]'}}]}"
        let yaml =
            "jobs:\n  a:\n    wanted: x\n    steps: [{name: x}]\n  b:\n    wanted: y\n    steps: [{name: x}]\n---\njobs: [{wanted: z, steps: [{name: z}]}]\n"
        #expect(try Probe(detect).findings(["a.yaml": yaml]) == ["a.yaml:3", "a.yaml:9"])
    }

    @Test("what makes YAML delicate is asked of a node and of what shares it")
    func features() throws {
        func found(_ feature: String, _ yaml: String) throws -> Bool {
            try !Probe(
                "{all: [{id: a, path: {files: ['*.yaml'], select: '$..a'}}, {yaml_features: {in: a, any: [\(feature)]}}]}"
            ).findings(["a.yaml": yaml]).isEmpty
        }
        #expect(try found("alias", "x: &x 1\na: {b: *x}\n"))
        #expect(try found("anchor", "x: &x {a: 1}\n"))
        #expect(try found("merge_key", "x: &x {b: 1}\na:\n  <<: *x\n"))
        #expect(try found("duplicate_key", "a: {b: 1, b: 2}\n"))
        #expect(try found("template", "a:\n  b: '{{ x }}'\n"))
        #expect(try found("flow", "x: {a: {b: 1}}\n"))
        #expect(
            try !found(
                "alias, anchor, merge_key, duplicate_key, template, flow, tag",
                "x: &x 1\na:\n  b: 1\n"))
    }
}
