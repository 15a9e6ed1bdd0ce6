internal import Foundation
internal import StandInForge
internal import TestSupport
internal import Testing

@Suite("GitHub's description as the stand-in reads it")
struct ValidatorTests {
    private let description: Description
    private let examples: [String: JSON]
    private let whole: JSON

    init() throws {
        description = try Description.shared.get()
        let folder = URL(filePath: Description.fixtures)
        let text = try Data(contentsOf: folder.appending(path: "examples.json"))
        examples = try #require(try JSON(parsing: text).members)
        whole = try JSON(parsing: try Data(contentsOf: folder.appending(path: "openapi.json")))
    }

    @Test("every example of GitHub's own is valid")
    func examplesAreValid() throws {
        #expect(examples.count > 25)
        for (name, example) in examples {
            let schema = try #require(description.validator.schemas[name])
            #expect(description.validator.mistakes(in: example, against: schema) == [], "\(name)")
        }
    }

    @Test(
        "damaged examples are found just as Python's jsonschema finds them",
        .enabled(if: JSONSchemaOracle.isAvailable))
    func agreesWithPython() throws {
        var random = SplitMix64(seed: 42)
        var validator = description.validator
        validator.checksFormats = false
        let schemas = try #require(whole["components"]?["schemas"])
        for (name, example) in examples.sorted(by: { $0.key < $1.key }) {
            var damaged = ["0": example]
            for number in 1...12 { damaged["\(number)"] = Self.damage(example, &random) }
            let schema: JSON = [
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": .string("#/components/schemas/\(name)"), "components": ["schemas": schemas],
            ]
            let found = try JSONSchemaOracle.mistakes(
                in: damaged.mapValues(\.description), against: schema.description)
            let wrong = Set(found.map { String($0.prefix { $0 != ":" }) })
            let mine = damaged.filter {
                !validator.mistakes(in: $0.value, against: Schema(["$ref": .string(name)])).isEmpty
            }
            #expect(Set(mine.keys) == wrong, "\(name): \(found)")
        }
    }

    /// Changes one place, at any depth, to something else.
    private static func damage(_ value: JSON, _ random: inout SplitMix64) -> JSON {
        let goesDeeper = Int.random(in: 0..<4, using: &random) > 0
        switch value {
        case .object(var members):
            guard let name = members.keys.sorted().randomElement(using: &random) else {
                return .null
            }
            if goesDeeper, let inner = members[name] {
                members[name] = damage(inner, &random)
            } else {
                members[name] = nil
            }
            return .object(members)
        case .array(var items):
            guard goesDeeper, let index = items.indices.randomElement(using: &random) else {
                return "x"
            }
            items[index] = damage(items[index], &random)
            return .array(items)
        case .string: return [.null, 7, true, "other"].randomElement(using: &random) ?? .null
        case .int: return [.null, "7", 7, .double(1.5)].randomElement(using: &random) ?? .null
        default: return ["x", 7, .null, true].randomElement(using: &random) ?? .null
        }
    }

    @Test("a request that does not fit is refused and recorded")
    func refusedRequests() throws {
        let forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        try forge.addRepository("acme/web")
        let client = Client(forge: forge, token: try forge.personalToken(for: "ada"))
        let answer = try client.send(
            "POST", "/repos/acme/web/pulls", ["title": "x", "head": 7, "base": "main"])
        #expect(answer.status == 422)
        #expect(answer.message.hasPrefix("Invalid request."))
        #expect(forge.violations.count == 1)
    }
}
