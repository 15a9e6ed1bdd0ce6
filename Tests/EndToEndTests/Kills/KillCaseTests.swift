import Foundation
import Testing

@Suite("Killed at a certain step")
struct KillCaseTests {
    private func scenario(_ name: String, planting bug: String? = nil) throws -> KillScenario {
        var scenario = try KillScenario(
            seed: 0, call: .remediate, in: try KillWorld(), named: name)
        scenario.variables["CB_PLANT"] = bug
        return scenario
    }

    /// The answer to the creation is lost, and a person closes what was created before anybody looks.
    private func closedBehindALostAnswer(_ bug: String?) throws -> KillScenario {
        var scenario = try scenario("closed", planting: bug)
        var plan = KillPlan()
        let place = KillPlan.Place(method: "POST", path: "*/pulls", number: 1, afterEffect: true)
        plan.lost = place
        plan.act = (.close, place)
        try scenario.run(plan)
        try scenario.settle()
        return scenario
    }

    /// A person pushes after the branch was read, and before ours is pushed.
    private func pushedInBetween(_ bug: String?) throws -> KillScenario {
        var scenario = try scenario("between", planting: bug)
        try scenario.run(KillPlan())
        scenario.perform(.addDrift, scenario.ledgers[0])
        var plan = KillPlan()
        // The first is the fetch, the second the look at the branch.
        plan.act = (
            .pushToBranch,
            KillPlan.Place(method: "GET", path: "*/info/refs", number: 3, afterEffect: false)
        )
        try scenario.run(plan)
        try scenario.settle()
        return scenario
    }

    /// A person closes it, and the next run looks again.
    private func closed(_ bug: String?) throws -> KillScenario {
        var scenario = try scenario("turned-down", planting: bug)
        try scenario.run(KillPlan())
        scenario.perform(.close, scenario.ledgers[0])
        try scenario.settle()
        return scenario
    }

    @Test("what a person closed while its answer was lost is not opened again")
    func lostAndClosed() throws {
        let scenario = try closedBehindALostAnswer(nil)
        #expect(scenario.violations.isEmpty, "\(scenario.report)")
        #expect(
            try closedBehindALostAnswer("blindResend").violations.contains {
                $0.contains("was opened after")
            })
    }

    @Test("what a person pushes between our look and our push stays")
    func pushed() throws {
        let scenario = try pushedInBetween(nil)
        #expect(scenario.violations.isEmpty, "\(scenario.report)")
        #expect(
            try pushedInBetween("pushWithoutLease").violations.contains {
                $0.contains("overwritten")
            })
    }

    @Test("what a person closed between two runs stays closed")
    func turnedDown() throws {
        let scenario = try closed(nil)
        #expect(scenario.violations.isEmpty, "\(scenario.report)")
        #expect(try closed("openOnly").violations.contains { $0.contains("was opened after") })
    }

    @Test("a sweep of an organisation goes on where a pull request is open already")
    func organization() throws {
        var scenario = try KillScenario(
            seed: 0, call: .organization, in: try KillWorld(), named: "organization")
        try scenario.run(KillPlan(crash: "C20"))
        try scenario.settle()
        #expect(scenario.violations.isEmpty, "\(scenario.report)")
    }

    /// 400 runs; for the long test only.
    @Test(
        "killed at any point and then at any other, it ends with one pull request, whole",
        .enabled(if: ProcessInfo.processInfo.environment["COMPLYBOT_KILLS"] == "600"))
    func pairs() throws {
        let world = try KillWorld()
        for first in KillPlan.points {
            for second in KillPlan.points {
                var scenario = try KillScenario(
                    seed: 0, call: .remediate, in: world, named: "\(first)-\(second)")
                try scenario.run(KillPlan(crash: first))
                try scenario.run(KillPlan(crash: second))
                try scenario.settle()
                #expect(scenario.violations.isEmpty, "\(scenario.report)")
            }
        }
    }
}
