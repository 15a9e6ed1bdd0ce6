internal import Basics
internal import RuleEngine

extension RuleTestReport {
    /// The report for programs.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema_version", .int(1)), .init("passed", .bool(isPassed)),
            .init("cases", .array(results.map(Self.json))),
        ]
        if let mutations { members.append(.init("changes", .array(mutations.map(Self.json)))) }
        if let pairs { members.append(.init("pairs", .array(pairs.map(Self.json)))) }
        return .object(members)
    }

    private static func json(_ result: RuleTestResult) -> JSONValue {
        .members([
            "rule": .string(result.ruleID), "name": .string(result.name),
            "place": json(result.source), "passed": .bool(result.isPassed),
            "variants": .array(result.variants.map { .string($0) }),
            "skipped": .array(
                result.skipped.map {
                    .members(["name": .string($0.name), "reason": .string($0.reason)])
                }),
            "failures": .array(result.failures.map { .string($0) }),
        ])
    }

    private static func json(_ mutation: RuleMutationResult) -> JSONValue {
        let (verdict, detail): (String, String?) =
            switch mutation.verdict {
            case .caught(let name): ("noticed", name)
            case .notCovered: ("not_covered", nil)
            case .equivalent(let reason): ("without_effect", reason)
            case .notTried(let reason): ("not_tried", reason)
            }
        return .members([
            "rule": .string(mutation.ruleID), "change": .string(mutation.change),
            "place": json(mutation.source), "verdict": .string(verdict),
            "by": .optional(detail),
        ])
    }

    private static func json(_ pair: ConfluenceResult) -> JSONValue {
        .members([
            "rules": .array([.string(pair.first), .string(pair.second)]),
            "repositories": .int(pair.repositories),
            "order_matters": .bool(pair.difference != nil), "declared": .bool(pair.isDeclared),
            "difference": .optional(pair.difference),
        ])
    }

    private static func json(_ place: SourceLocation) -> JSONValue {
        .members([
            "file": .string(place.file), "line": .int(place.line), "column": .int(place.column),
        ])
    }

    /// The report as test runners read it: a suite for each rule.
    var junit: String {
        var suites: [(name: String, cases: [String], failures: Int)] = []
        func add(_ suite: String, _ name: String, _ failures: [String]) {
            var text = "    <testcase classname=\"\(suite.xml)\" name=\"\(name.xml)\""
            if failures.isEmpty {
                text += "/>\n"
            } else {
                let first = failures[0].split(separator: "\n").first.map(String.init) ?? ""
                text += ">\n      <failure message=\"\(first.xml)\">"
                text += failures.joined(separator: "\n").xml + "</failure>\n    </testcase>\n"
            }
            if suites.last?.name != suite { suites.append((suite, [], 0)) }
            suites[suites.count - 1].cases.append(text)
            if !failures.isEmpty { suites[suites.count - 1].failures += 1 }
        }
        for result in results {
            add(result.ruleID, result.name, result.failures.map { "\(result.source): \($0)" })
        }
        for mutation in mutations ?? [] {
            var failure = "\(mutation.source): no case fails without it"
            if case .notTried(let reason) = mutation.verdict { failure = reason }
            add(
                "\(mutation.ruleID) changed", "without \(mutation.change)",
                mutation.isFailure ? [failure] : [])
        }
        for pair in pairs ?? [] {
            let failures = pair.isFailure ? [pair.difference ?? ""] : []
            add("pairs", "\(pair.first) and \(pair.second)", failures)
        }
        let tests = suites.reduce(0) { $0 + $1.cases.count }
        let failures = suites.reduce(0) { $0 + $1.failures }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text +=
            "<testsuites name=\"complybot rules test\" tests=\"\(tests)\" failures=\"\(failures)\">\n"
        for suite in suites {
            text += "  <testsuite name=\"\(suite.name.xml)\" tests=\"\(suite.cases.count)\""
            text += " failures=\"\(suite.failures)\">\n\(suite.cases.joined())  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }
}

extension String {
    /// The text within XML; characters that XML does not allow become `?`.
    fileprivate var xml: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\n": text += "&#10;"
            case "\t": text += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                text += "?"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
