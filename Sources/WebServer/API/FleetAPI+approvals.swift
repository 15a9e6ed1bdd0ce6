internal import Basics
internal import Fleet
internal import FoundationEssentials
internal import Remediation

/// The proposals that somebody has to agree to.
extension FleetAPI {
    private static let longestReason = 2000

    /// The open proposals that the change-management matrix asks approvals for, with what was decided.
    func approvals(_ target: RequestTarget) async throws -> JSONValue {
        let (units, next) = try await units(target)
        var found: [JSONValue] = []
        for unit in units {
            guard let run = unit.lastRun, let summary = run.summary, !summary.approvals.isEmpty,
                summary.number != nil, let head = summary.head
            else { continue }
            let decisions = try await reader.approvals(of: unit.id, head: head)
            let state = decisions.last?.decision.rawValue ?? "pending"
            guard (target["state"] ?? state) == state else { continue }
            found.append(
                .members([
                    "id": .int(Int(unit.id)), "location": .string(unit.location),
                    "run": .int(Int(run.id)), "head": .string(head),
                    "pull_request": summary.number.map { .int($0) } ?? .null,
                    "url": .optional(summary.url), "risk_level": .optional(summary.riskLevel),
                    "required": .array(summary.approvals.map { .string($0) }),
                    "state": .string(state),
                    "decisions": .array(decisions.map(FleetJSON.decision)),
                ]))
        }
        return .members(["approvals": .array(found), "next": next])
    }

    private struct DecisionOrder: Decodable {
        var decision: String
        var head: String
        var reason: String
    }

    /// Keeps a decision about the proposal that the sender has seen.
    func decide(
        _ request: WebRequest, _ parameters: PathParameters
    ) async throws -> WebResponse {
        let order = try? JSONDecoder().decode(DecisionOrder.self, from: Data(request.body))
        guard let order, let decision = ApprovalDecision(rawValue: order.decision),
            (1...Self.longestReason).contains(order.reason.utf8.count)
        else {
            return .refusal(
                400, "the body is no decision",
                remedy: "send {\"decision\": \"approved\" or \"rejected\", \"head\": the commit as "
                    + "in /api/v1/approvals, \"reason\": up to \(Self.longestReason) bytes}")
        }
        guard let number = Self.number(parameters["id"]) else {
            return .refusal(404, "there is no such proposal")
        }
        try await store.decide(
            decision, on: number, head: order.head, because: order.reason,
            by: actor(of: request))
        let counts = access.visitor(request.head)?.isProven ?? false
        return .json(
            200,
            .members([
                "id": .int(Int(number)), "state": .string(decision.rawValue),
                "counts": .bool(counts),
                "remedy": counts
                    ? .null
                    : "without a token it is a record alone: set server.token_file for decisions that the check follows"
                    ,
            ]))
    }
}
