/// Branches, their protection and rules.
enum BranchRoutes {
    static let handlers: [String: Call.Handler] = [
        "repos/list-branches": { call in
            let repository = try call.repository
            let branches = repository.git.branches.filter { branch in
                call.query["protected"].map {
                    ($0 == "true") == isProtected(branch.name, repository)
                } ?? true
            }
            return call.page(branches) { short($0.name, $0.oid, repository, call) }
        },
        "repos/get-branch": get,
        "repos/get-branch-protection": protection,
        "repos/get-branch-rules": rules,
        "repos/get-repo-rulesets": { call in
            let repository = try call.repository
            return call.page(repository.rulesets) {
                picture($0, in: repository, call, isFull: false)
            }
        },
        "repos/get-repo-ruleset": { call in
            let (repository, id) = (try call.repository, try call.number("ruleset_id"))
            guard let found = repository.rulesets.first(where: { $0.id == id }) else {
                throw Refusal.notFound
            }
            return Reply(200, picture(found, in: repository, call, isFull: true))
        },
    ]

    private static func isProtected(_ branch: String, _ repository: Repository) -> Bool {
        repository.protections[branch] != nil
            || repository.rulesets.contains {
                $0.holds(for: branch, default: repository.defaultBranch)
            }
    }

    private static func short(
        _ name: String, _ oid: String, _ repository: Repository, _ call: Call
    ) -> JSON {
        let url = "\(call.world.api)/repos/\(repository.fullName)"
        return [
            "name": .string(name), "protected": .bool(isProtected(name, repository)),
            "commit": ["sha": .string(oid), "url": .string("\(url)/commits/\(oid)")],
        ]
    }

    private static func get(_ call: Call) throws -> Reply {
        let (repository, name) = (try call.repository, call["branch"])
        guard let oid = repository.git.branch(name) else { throw Refusal(404, "Branch not found") }
        let url = "\(call.world.api)/repos/\(repository.fullName)/branches/\(name.percentEncoded)"
        let rules = repository.protections[name]
        return Reply(
            200,
            [
                "name": .string(name),
                "commit": Presenter(world: call.world).commit(oid, in: repository),
                "_links": [
                    "self": .string(url),
                    "html": .string("\(call.world.server)/\(repository.fullName)/tree/\(name)"),
                ],
                "protected": .bool(isProtected(name, repository)),
                "protection": [
                    "enabled": .bool(rules != nil),
                    "required_status_checks": [
                        "enforcement_level": rules?.requiredChecks.isEmpty == false
                            ? "non_admins" : "off",
                        "contexts": .strings(rules?.requiredChecks ?? []), "checks": [],
                    ],
                ],
                "protection_url": .string("\(url)/protection"),
            ])
    }

    private static func protection(_ call: Call) throws -> Reply {
        let (repository, name) = (try call.repository, call["branch"])
        guard repository.git.branch(name) != nil else { throw Refusal(404, "Branch not found") }
        guard let rules = repository.protections[name] else {
            throw Refusal(404, "Branch not protected")
        }
        let url =
            "\(call.world.api)/repos/\(repository.fullName)/branches/\(name.percentEncoded)/protection"
        var members: [String: JSON] = [
            "url": .string(url),
            "enforce_admins": ["url": .string("\(url)/enforce_admins"), "enabled": false],
            "required_linear_history": ["enabled": .bool(rules.requiresLinearHistory)],
            "allow_force_pushes": ["enabled": false], "allow_deletions": ["enabled": false],
            "required_signatures": [
                "url": .string("\(url)/required_signatures"),
                "enabled": .bool(rules.requiresSignatures),
            ],
        ]
        if !rules.requiredChecks.isEmpty {
            members["required_status_checks"] = [
                "url": .string("\(url)/required_status_checks"),
                "strict": .bool(rules.requiresUpToDate),
                "contexts": .strings(rules.requiredChecks),
                "contexts_url": .string("\(url)/required_status_checks/contexts"),
                "checks": .array(
                    rules.requiredChecks.map { ["context": .string($0), "app_id": .null] }),
            ]
        }
        if rules.requiresPullRequest {
            members["required_pull_request_reviews"] = [
                "url": .string("\(url)/required_pull_request_reviews"),
                "dismiss_stale_reviews": false,
                "require_code_owner_reviews": .bool(rules.requiresCodeOwners),
                "required_approving_review_count": .int(rules.approvals),
                "require_last_push_approval": false,
            ]
        }
        return Reply(200, .object(members))
    }

    private static func rules(_ call: Call) throws -> Reply {
        let (repository, name) = (try call.repository, call["branch"])
        let found = repository.rulesets.filter {
            $0.holds(for: name, default: repository.defaultBranch)
        }
        let rules = found.flatMap { ruleset in
            ruleset.rules.map { rule in
                var members = rule.members ?? [:]
                members["ruleset_source_type"] =
                    ruleset.isOfOrganization ? "Organization" : "Repository"
                members["ruleset_source"] = .string(source(ruleset, repository))
                members["ruleset_id"] = .int(ruleset.id)
                return JSON.object(members)
            }
        }
        return call.page(rules) { $0 }
    }

    private static func source(_ ruleset: Ruleset, _ repository: Repository) -> String {
        ruleset.isOfOrganization ? repository.owner.login : repository.fullName
    }

    private static func picture(
        _ ruleset: Ruleset, in repository: Repository, _ call: Call, isFull: Bool
    ) -> JSON {
        let url = "\(call.world.api)/repos/\(repository.fullName)/rulesets/\(ruleset.id)"
        var members: [String: JSON] = [
            "id": .int(ruleset.id), "name": .string(ruleset.name), "target": "branch",
            "source_type": ruleset.isOfOrganization ? "Organization" : "Repository",
            "source": .string(source(ruleset, repository)),
            "enforcement": .string(ruleset.enforcement),
            "node_id": .string("RRS_\(ruleset.id)"), "_links": ["self": ["href": .string(url)]],
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        ]
        if isFull {
            members["conditions"] = [
                "ref_name": ["include": .strings(ruleset.branches), "exclude": []]
            ]
            members["rules"] = .array(ruleset.rules)
        }
        return .object(members)
    }
}
