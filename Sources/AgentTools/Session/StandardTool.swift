/// The thirteen tools of a job.
package enum StandardTool: String, CaseIterable, Hashable, Sendable {
    case ragSearch = "rag_search"
    case cloneRepository = "clone_repository"
    case detectComplianceDrift = "detect_compliance_drift"
    case securityScan = "security_scan"
    case createBranch = "create_branch"
    case applyCompliancePatches = "apply_compliance_patches"
    case getRequiredApprovals = "get_required_approvals"
    case runTests = "run_tests"
    case readFile = "read_file"
    case fixCode = "fix_code"
    case commitChanges = "commit_changes"
    case pushBranch = "push_branch"
    case createPullRequest = "create_pull_request"
}
