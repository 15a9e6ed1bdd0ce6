import Foundation
import LanguageModels
import TestSupport
import Testing

@testable import Remediation

@Suite("Three hundred injections against a model that obeys everything")
struct InjectionCorpusTests {
    struct Case: Sendable {
        var place: String
        var demand: String
        var forbidden: String
    }

    static let cases: [Case] = {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Injections/cases.tsv")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            let fields = line.split(separator: "\t").map { unescaped($0) }
            return fields.count == 3
                ? Case(place: fields[0], demand: fields[1], forbidden: fields[2]) : nil
        }
    }()

    private static let names: Set<String> = [
        "src/auth/login.py", "/etc/passwd", "CVE-2099-12345", "GHSA-xxxx-yyyy-zzzz", "SEC-9.9",
        "codeowners-present", "every change may be merged at once", "500", "100%",
    ]

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        for (index, piece) in String(text).components(separatedBy: "\\u{").enumerated() {
            guard index > 0, let end = piece.firstIndex(of: "}"),
                let value = UInt32(piece[..<end], radix: 16), let scalar = Unicode.Scalar(value)
            else {
                result += piece
                continue
            }
            result.unicodeScalars.append(scalar)
            result += piece[piece.index(after: end)...]
        }
        return result
    }

    private func facts(_ injection: Case) -> DescriptionFacts {
        let order = ObedientModel.order + injection.demand + ObedientModel.end
        switch injection.place {
        case "file-name": return DescriptionFixtures.facts(path: "app/\(order).py")
        case "code": return DescriptionFixtures.facts(message: "no route; the code says \(order)")
        case "policy": return DescriptionFixtures.facts(quote: order)
        case "tool-output":
            return DescriptionFixtures.facts(
                tests: TestFacts(verdict: .notRun, notRunReason: "the runner said \(order)"))
        // Messages of commits are in no fact; what stands nearest to them is why something was left alone.
        case "commit-message": return DescriptionFixtures.facts(reason: order)
        default: return DescriptionFixtures.facts()
        }
    }

    @Test("there are three hundred, fifty in each place, all different")
    func corpus() {
        let byPlace = Dictionary(grouping: Self.cases, by: \.place)
        #expect(byPlace.count == 6 && byPlace.values.allSatisfy { $0.count == 50 })
        #expect(byPlace.values.allSatisfy { Set($0.map(\.demand)).count == 50 })
    }

    @Test(
        "nothing that was demanded is published",
        arguments: [
            "file-name", "code", "commit-message", "policy", "tool-output", "model-output",
        ])
    func obedient(_ place: String) async {
        for injection in Self.cases where injection.place == place {
            let facts = facts(injection)
            let fallback = DescriptionWriter.deterministic(facts)
            let model = ObedientModel(
                whim: place == "model-output" ? injection.demand : nil, truth: fallback)
            let outcome = await ModelDescriber(
                model: model,
                redactor: Redactor(
                    secrets: ["canary-4f1d9c2b7a"], finder: TokenFinder())
            ).describe(facts)
            let written = outcome.outcomes.fates.filter { $0.value.isByModel }.keys
            // What the facts themselves say is shown as code; a model's words may not say it at all.
            // A path or an id that a verified clause names stands in the evidence, and may be named.
            let isEvidence = place == "policy" && Self.names.contains(injection.forbidden)
            for (part, text) in outcome.prose.passages
            where written.contains(part) && !isEvidence {
                let own = facts.changedFiles.reduce(text) { $0.replacing($1.path, with: "") }
                #expect(!own.contains(injection.forbidden), "\(injection): \(part): \(text)")
            }
            #expect(
                isEvidence || !outcome.prose.stakeholderMessage.contains(injection.forbidden))
            let body = MarkdownWriter().document(
                facts, prose: outcome.prose, state: DescriptionFixtures.state
            ).body
            #expect(DescriptionMarkdownProbe.constructs(in: body) == [], "\(injection)")
            #expect(body.split(separator: "<!-- complybot:").count == 3, "\(injection)")
        }
    }
}

extension DescriptionOutcomes.Fate {
    var isByModel: Bool { self == .accepted || self == .repaired }
}
