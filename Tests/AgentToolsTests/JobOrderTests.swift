import Testing

@testable import AgentTools

@Suite("The order of a job")
struct JobOrderTests {
    /// What a tool may make happen when it is let through.
    private static func steps(of tool: StandardTool) -> [JobOrder.Step] {
        switch tool {
        case .cloneRepository: [.cloned]
        case .createBranch: [.branched]
        case .applyCompliancePatches: [.planned, .plannedNothing]
        case .getRequiredApprovals: [.approvalsAnswered]
        case .runTests: [.testsFit, .testsHeld]
        case .fixCode: [.edited]
        case .commitChanges: [.committed]
        case .pushBranch: [.pushed]
        case .createPullRequest: [.delivered]
        case .ragSearch, .detectComplianceDrift, .securityScan, .readFile: []
        }
    }

    /// Every order that any sequence of calls leads to.
    private static var reachable: Set<JobOrder> {
        var seen: Set<JobOrder> = [JobOrder()]
        var open = Array(seen)
        while let order = open.popLast() {
            for tool in StandardTool.allCases where order.refusal(of: tool) == nil {
                for step in steps(of: tool) {
                    var next = order
                    next.note(step)
                    if tool == .fixCode { next.note(.testsFit) }
                    if seen.insert(next).inserted { open.append(next) }
                }
            }
        }
        return seen
    }

    @Test(
        "in whatever order tools are called, nothing is pushed without plan, branch, commit and verdict"
    )
    func push() {
        let all = Self.reachable
        #expect(all.count > 25)
        for order in all where order.refusal(of: .pushBranch) == nil {
            #expect(order.plan == .proved && order.hasBranch, "\(order)")
            #expect(order.isCommitted && order.verdict == .fit && !order.isDelivered, "\(order)")
        }
        for order in all where order.isPushed {
            #expect(order.plan == .proved && order.isCommitted, "\(order)")
        }
    }

    @Test(
        "in whatever order tools are called, a pull request needs push, verdict and the approvals' answer, once"
    )
    func pullRequest() {
        for order in Self.reachable where order.refusal(of: .createPullRequest) == nil {
            #expect(!order.isDelivered)
            if order.plan == .nothing {
                #expect(!order.isPushed, "\(order)")
            } else {
                #expect(order.plan == .proved && order.isPushed, "\(order)")
                #expect(order.verdict == .fit && order.hasApprovals, "\(order)")
            }
        }
    }

    @Test("nothing but a search is possible before the clone")
    func clone() {
        for tool in StandardTool.allCases {
            let refusal = JobOrder().refusal(of: tool)
            let isFree = tool == .ragSearch || tool == .cloneRepository
            #expect((refusal == nil) == isFree, "\(tool)")
            if !isFree { #expect(refusal?.next == .cloneRepository) }
        }
    }

    @Test("every refusal that names a tool names one that brings the refused one nearer")
    func remedies() throws {
        for start in Self.reachable {
            for tool in StandardTool.allCases {
                var order = start
                for _ in 0..<12 {
                    guard let next = order.refusal(of: tool)?.next else { break }
                    // The remedy may have a remedy of its own.
                    var doable = next
                    for _ in 0..<12 {
                        guard let before = order.refusal(of: doable)?.next else { break }
                        doable = before
                    }
                    guard order.refusal(of: doable) == nil else { break }
                    order.note(try #require(Self.steps(of: doable).first))
                }
                let isEnd =
                    order.isDelivered || order.verdict == .held
                    || order.plan == .nothing
                #expect(order.refusal(of: tool) == nil || isEnd, "\(tool) after \(start)")
            }
        }
    }

    @Test("an edit makes verdict, approvals and commit outdated")
    func edit() {
        var order = JobOrder()
        for step in [
            JobOrder.Step.cloned, .branched, .planned, .approvalsAnswered, .testsFit, .committed,
        ] { order.note(step) }
        order.note(.edited)
        #expect(!order.hasApprovals && order.verdict == .unknown && !order.isCommitted)
        #expect(order.hasBranch)
    }

    @Test("a new clone forgets everything of the one before")
    func again() {
        var order = JobOrder()
        for step in JobOrder.Step.allCases { order.note(step) }
        order.note(.cloned)
        var fresh = JobOrder()
        fresh.note(.cloned)
        #expect(order == fresh)
    }
}
