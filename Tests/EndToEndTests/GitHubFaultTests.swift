import Foundation
import StandInForge
import TestSupport
import Testing

/// What goes wrong at GitHub, one thing at a time, over the way from a sweep to a pull request.
@Suite("A sweep while GitHub fails")
struct GitHubFaultTests {
    /// A fault, and how a sweep that meets it ends.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var identity = GitHubFleet.Identity.person
        var fault: Fault
        /// What the failure's line says; nil where the sweep succeeds.
        var failure: String?
        var testDescription: String { name }
    }

    private static let creation = "/repos/acme/one/pulls"

    static let cases: [Case] = [
        Case(
            name: "an App's token that ended is renewed", identity: .app,
            fault: Fault(.expiredToken, method: "POST", path: creation)),
        Case(
            name: "a person's token that ended is said to have",
            fault: Fault(.expiredToken, method: "POST", path: creation),
            failure: "Bad credentials (401)"),
        Case(
            name: "a secondary limit as 403 is waited for",
            fault: Fault(
                .secondaryLimit(status: 403, retryAfter: "1"), method: "POST", path: creation)),
        Case(
            name: "a secondary limit as 429 is waited for",
            fault: Fault(
                .secondaryLimit(status: 429, retryAfter: "1"), method: "GET", path: creation)),
        Case(
            name: "a pull request whose answer was lost is found again",
            fault: Fault(.loseAnswer, method: "POST", path: creation)),
        Case(
            name: "a connection that was reset before anything was done is tried again",
            fault: Fault(.resetBefore, method: "POST", path: creation)),
        Case(
            name: "a server's error at the creation is looked behind",
            fault: Fault(
                .answer(status: 502, message: "Server Error"), method: "POST", path: creation)),
        Case(
            name: "a server's error at a read is tried again",
            fault: Fault(
                .answer(status: 502, message: "Server Error"), method: "GET", path: creation)),
        Case(
            name: "a server that stays broken is given up",
            fault: Fault(
                .answer(status: 503, message: "Unavailable"), method: "GET", path: creation,
                count: 100), failure: "Unavailable (503)"),
        Case(
            name: "a page for people instead of an answer is read again",
            fault: Fault(.page, method: "GET", path: creation)),
        Case(
            name: "a page for people instead of a created pull request is looked behind",
            fault: Fault(.page, method: "POST", path: creation)),
        Case(
            name: "an answer that ends too early is read again",
            fault: Fault(.truncated, method: "GET", path: creation)),
        Case(
            name: "an answer that is no JSON is read again",
            fault: Fault(.malformed, method: "GET", path: creation)),
        Case(
            name: "a redirect to elsewhere is refused",
            fault: Fault(
                .redirectElsewhere(status: 302), method: "GET", path: creation, count: 100),
            failure: "redirect"),
        Case(
            name: "a next page elsewhere is refused",
            fault: Fault(.linkElsewhere, method: "GET", path: creation, count: 100),
            failure: "page"),
        Case(
            name: "a branch that GitHub does not see yet is waited for",
            fault: Fault(.notVisibleYet, method: "POST", path: creation)),
        Case(
            name: "a git server's error is tried again",
            fault: Fault(
                .answer(status: 503, message: "Unavailable"), method: "GET",
                path: "/acme/one.git/info/refs")),
    ]

    @Test(
        "each ends right, with one clear line, and never with two pull requests", arguments: cases)
    func fault(_ one: Case) throws {
        let fleet = try GitHubFleet(as: one.identity)
        try fleet.add("one")
        fleet.forge.inject(one.fault)
        let (outcome, report) = try fleet.sweep()
        let errors = outcome.errors.split(separator: "\n").filter { $0.contains("error:") }
        if let failure = one.failure {
            #expect(outcome.status == 1, "\(outcome.errors)")
            #expect(errors.count == 1 && errors[0].contains(failure), "\(outcome.errors)")
        } else {
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(errors.isEmpty, "\(outcome.errors)")
            #expect(report["one"]?.pullRequest.number == 1, "\(report)")
            #expect(try fleet.open("one").count == 1)
        }
        #expect(fleet.forge.requests.contains { !$0.faults.isEmpty }, "the fault never happened")
        fleet.forge.clearFaults()
        let (after, _) = try fleet.sweep()
        #expect(after.status == 0, "\(after.errors)")
        #expect(try fleet.forge.pullRequests(of: fleet.full("one")).count == 1)
        #expect(try fleet.open("one").first?.labels.contains("complybot") == true)
        #expect(fleet.forge.elsewhere.allSatisfy { !$0.carriedCredential })
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }
}
