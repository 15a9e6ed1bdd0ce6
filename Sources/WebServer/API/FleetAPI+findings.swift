internal import Basics
internal import Fleet
internal import Remediation

/// What the newest runs found, and what was decided about it.
extension FleetAPI {
    /// The findings of the newest run of each repository, a page of repositories at a time.
    func findings(_ target: RequestTarget) async throws -> JSONValue {
        try await page(target, named: "findings") { unit, run, details in
            details.findings.filter { finding in
                (target["severity"] ?? finding.severity) == finding.severity
                    && (target["rule"] ?? finding.rule) == finding.rule
                    && (target["status"] ?? finding.status) == finding.status
            }.map { finding in
                .members([
                    "repository": .int(Int(unit.id)), "location": .string(unit.location),
                    "run": .int(Int(run.id)), "rule_id": .string(finding.rule),
                    "severity": .string(finding.severity), "status": .string(finding.status),
                    "policies": .array(finding.policies.map { .string($0) }),
                    "path": .optional(finding.path),
                    "line": finding.line.map { .int($0) } ?? .null,
                    "fingerprint": .string(finding.fingerprint),
                    "fixable": .bool(finding.isFixable), "waiver": .optional(finding.waiver),
                ])
            }
        }
    }

    /// The exceptions as the newest runs found them.
    func waivers(_ target: RequestTarget) async throws -> JSONValue {
        try await page(target, named: "waivers") { unit, run, details in
            details.waivers.filter { waiver in
                (target["rule"] ?? waiver.rule) == waiver.rule
                    && (target["status"] ?? waiver.status) == waiver.status
            }.map { waiver in
                .members([
                    "repository": .int(Int(unit.id)), "location": .string(unit.location),
                    "run": .int(Int(run.id)), "id": .string(waiver.id),
                    "rule_id": .string(waiver.rule), "scope": .string(waiver.scope),
                    "status": .string(waiver.status), "category": .string(waiver.category),
                    "reason": .string(waiver.reason), "requested_by": .string(waiver.requestedBy),
                    "approved_by": .array(waiver.approvedBy.map { .string($0) }),
                    "expires": .string(waiver.expires),
                    "findings": waiver.findings.map { .int($0) } ?? .null,
                ])
            }
        }
    }

    /// The items of the newest runs of a page of repositories; `next` leads on, also where the page shows none.
    private func page(
        _ target: RequestTarget, named name: String,
        _ items: (UnitRecord, RunRecord, RemediationSummary.Details) -> [JSONValue]
    ) async throws -> JSONValue {
        let (units, next) = try await units(target)
        var found: [JSONValue] = []
        var left = 0
        for unit in units where unit.key.kind == .remediate {
            guard let run = unit.lastRun, let details = run.summary?.details else { continue }
            found += items(unit, run, details)
            left += details.left
        }
        return .object([
            .init(name, .array(found)), .init("not_kept", .int(left)), .init("next", next),
        ])
    }

    /// A page of repositories, or the one that is asked for.
    func units(_ target: RequestTarget) async throws -> ([UnitRecord], JSONValue) {
        if let number = Self.number(target["repository"]) {
            return (try await reader.unit(number).map { [$0] } ?? [], .null)
        }
        let limit = Self.limit(target)
        let units = try await reader.units(after: Self.number(target["after"]) ?? 0, limit: limit)
        return (units, FleetJSON.number(units.count == limit ? units.last?.id : nil))
    }
}
