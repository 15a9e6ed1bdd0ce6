/// The tests of a JUnit XML report, as pytest and Node's test runner write them.
package enum JUnitReport {
    /// The largest report that is read, in bytes.
    package static let maximumSize = 16 << 20
    /// The largest number of tests.
    package static let maximumTests = 100_000

    /// The outcomes in a report, in its order.
    ///
    /// - Throws: `XMLScanner.Invalid` for anything that is no such report or goes beyond a cap.
    package static func outcomes(in bytes: [UInt8]) throws(XMLScanner.Invalid) -> [TestOutcome] {
        guard bytes.count <= maximumSize else {
            throw XMLScanner.Invalid(reason: "the report is too large", offset: maximumSize)
        }
        var scanner = XMLScanner(bytes)
        var outcomes: [TestOutcome] = []
        var suites: [String] = []
        var current: TestOutcome?
        var isReport = false
        while let event = try scanner.next() {
            switch event {
            case .start("testsuites", _): isReport = true
            case .start("testsuite", let attributes):
                isReport = true
                suites.append(attributes["name"] ?? "")
            case .start("testcase", let attributes):
                current = TestOutcome(id: id(attributes, in: suites), verdict: .passed)
            case .start("failure", _): current?.note(.failed)
            case .start("error", _): current?.note(.error)
            case .start("skipped", _): current?.note(.skipped)
            case .end("testsuite"): _ = suites.popLast()
            case .end("testcase"):
                if let test = current { outcomes.append(test) }
                current = nil
                guard outcomes.count <= maximumTests else {
                    throw XMLScanner.Invalid(reason: "too many tests", offset: 0)
                }
            default: break
            }
        }
        guard isReport else { throw XMLScanner.Invalid(reason: "no test report", offset: 0) }
        return outcomes
    }

    /// The class and the name, with `::` between them.
    ///
    /// Node gives every test the class `test`; there the suites tell tests of one name apart.
    private static func id(_ attributes: [String: String], in suites: [String]) -> String {
        var group = attributes["classname"] ?? ""
        if group == "test" && !suites.isEmpty { group = suites.joined(separator: " > ") }
        return OutputExcerpt.line("\(group)::\(attributes["name"] ?? "")")
    }
}

extension TestOutcome {
    /// Takes up what an element inside the test says; an error outweighs a failure, and both a skip.
    fileprivate mutating func note(_ verdict: TestVerdict) {
        switch (self.verdict, verdict) {
        case (.error, _), (.failed, .skipped), (.failed, .passed): break
        default: self.verdict = verdict
        }
    }
}
