/// The part of GitHub's GraphQL schema that is served: which fields and arguments each type has.
struct GraphQLSchema: Sendable {
    struct Field: Sendable {
        let arguments: Set<String>
        /// The name of the type without list and null marks.
        let type: String
    }

    struct ObjectType: Sendable {
        let interfaces: Set<String>
        let fields: [String: Field]
    }

    let types: [String: ObjectType]

    static let shared = GraphQLSchema(text: text)

    /// Reads lines such as `Repository is Node: id ID, object(expression oid) GitObject`.
    private init(text: String) {
        var types: [String: ObjectType] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let head = line[..<colon].split(separator: " ").map(String.init)
            var fields: [String: Field] = [:]
            for entry in line[line.index(after: colon)...].split(separator: ",") {
                let (name, field) = Self.field(entry)
                fields[name] = field
            }
            types[head[0]] = ObjectType(interfaces: Set(head.dropFirst(2)), fields: fields)
        }
        self.types = types
    }

    private static func field(_ entry: Substring) -> (String, Field) {
        let type = entry.split(separator: " ").last.map(String.init) ?? ""
        guard let open = entry.firstIndex(of: "("), let close = entry.firstIndex(of: ")") else {
            return (
                entry.split(separator: " ").first.map(String.init) ?? "",
                Field(arguments: [], type: type)
            )
        }
        let name = entry[..<open].split(separator: " ").first.map(String.init) ?? ""
        let arguments = entry[entry.index(after: open)..<close].split(separator: " ").map(
            String.init)
        return (name, Field(arguments: Set(arguments), type: type))
    }

    /// Whether a value of a type may stand where another is asked for.
    func isA(_ type: String, _ wanted: String) -> Bool {
        type == wanted || types[type]?.interfaces.contains(wanted) == true
    }

    private static let text = """
        Query: repository(owner name followRenames) Repository, organization(login) Organization, user(login) User, \
        repositoryOwner(login) RepositoryOwner, viewer User, node(id) Node, nodes(ids) Node, rateLimit(dryRun) RateLimit, \
        __type(name) __Type
        __Type: name String, kind String, fields(includeDeprecated) __Field
        __Field: name String
        Mutation: createPullRequest(input) PullRequestPayload, updatePullRequest(input) PullRequestPayload, \
        closePullRequest(input) PullRequestPayload, reopenPullRequest(input) PullRequestPayload, \
        markPullRequestReadyForReview(input) PullRequestPayload, convertPullRequestToDraft(input) PullRequestPayload, \
        enablePullRequestAutoMerge(input) PullRequestPayload, disablePullRequestAutoMerge(input) PullRequestPayload, \
        enqueuePullRequest(input) PullRequestPayload, dequeuePullRequest(input) PullRequestPayload, \
        addComment(input) AddCommentPayload, createCommitOnBranch(input) CreateCommitOnBranchPayload, \
        requestReviews(input) PullRequestPayload, mergePullRequest(input) PullRequestPayload, addLabelsToLabelable(input) PullRequestPayload
        PullRequestPayload: clientMutationId String, pullRequest PullRequest, actor Actor, mergeQueueEntry MergeQueueEntry
        AddCommentPayload: clientMutationId String, commentEdge CommentEdge, subject Node
        CommentEdge: node IssueComment, cursor String
        CreateCommitOnBranchPayload: clientMutationId String, commit Commit, ref Ref
        RateLimit: limit Int, cost Int, remaining Int, resetAt DateTime, used Int, nodeCount Int
        Node: id ID
        PageInfo: hasNextPage Boolean, hasPreviousPage Boolean, startCursor String, endCursor String
        Actor: login String, url URI, avatarUrl(size) URI, resourcePath URI
        RepositoryOwner is Node: id ID, login String, url URI, repositories(\(connection) \(lists)) RepositoryConnection
        User is Node Actor RepositoryOwner: id ID, login String, databaseId Int, name String, url URI, resourcePath URI, \
        avatarUrl(size) URI, repositories(\(connection) \(lists)) RepositoryConnection
        Bot is Node Actor: id ID, login String, databaseId Int, url URI, avatarUrl(size) URI, resourcePath URI
        Organization is Node Actor RepositoryOwner: id ID, login String, databaseId Int, name String, url URI, \
        avatarUrl(size) URI, resourcePath URI, repositories(\(connection) \(lists)) RepositoryConnection, \
        repository(name followRenames) Repository, teams(\(connection)) TeamConnection
        Team is Node: id ID, slug String, name String, databaseId Int
        Repository is Node: id ID, databaseId Int, name String, nameWithOwner String, description String, url URI, \
        owner RepositoryOwner, isPrivate Boolean, isArchived Boolean, isDisabled Boolean, isEmpty Boolean, isFork Boolean, \
        isLocked Boolean, isTemplate Boolean, visibility RepositoryVisibility, pushedAt DateTime, createdAt DateTime, \
        updatedAt DateTime, diskUsage Int, hasIssuesEnabled Boolean, hasWikiEnabled Boolean, hasProjectsEnabled Boolean, \
        autoMergeAllowed Boolean, deleteBranchOnMerge Boolean, \
        mergeCommitAllowed Boolean, squashMergeAllowed Boolean, rebaseMergeAllowed Boolean, viewerPermission RepositoryPermission, \
        viewerDefaultMergeMethod PullRequestMergeMethod, parent Repository, primaryLanguage Language, \
        defaultBranchRef Ref, ref(qualifiedName) Ref, refs(\(connection) refPrefix query) RefConnection, \
        object(expression oid) GitObject, mergeQueue(branch) MergeQueue, pullRequest(number) PullRequest, \
        pullRequests(\(connection) states headRefName baseRefName labels orderBy) PullRequestConnection, \
        issue(number) Issue, issueOrPullRequest(number) Node, issues(\(connection) states labels orderBy filterBy) IssueConnection, \
        label(name) Label, labels(\(connection) query orderBy) LabelConnection, \
        repositoryTopics(\(connection)) RepositoryTopicConnection
        Language: name String
        RepositoryTopic: topic Topic
        Topic: name String
        Ref is Node: id ID, name String, prefix String, target GitObject, branchProtectionRule BranchProtectionRule
        BranchProtectionRule is Node: id ID, pattern String, requiresApprovingReviews Boolean, requiredApprovingReviewCount Int, \
        requiresStatusChecks Boolean, requiresStrictStatusChecks Boolean, requiredStatusCheckContexts String
        GitObject: id ID, oid GitObjectID, abbreviatedOid String, commitUrl URI
        Commit is Node GitObject: id ID, oid GitObjectID, abbreviatedOid String, commitUrl URI, url URI, message String, \
        messageHeadline String, messageBody String, committedDate DateTime, authoredDate DateTime, tree Tree, \
        author GitActor, committer GitActor, parents(\(connection)) CommitConnection, file(path) TreeEntry, \
        statusCheckRollup StatusCheckRollup, history(\(connection) path) CommitConnection
        GitActor: name String, email String, date DateTime, user User
        Tree is Node GitObject: id ID, oid GitObjectID, abbreviatedOid String, commitUrl URI, entries TreeEntry
        TreeEntry: name String, path String, mode Int, type String, oid GitObjectID, object GitObject, size Int
        Blob is Node GitObject: id ID, oid GitObjectID, abbreviatedOid String, commitUrl URI, byteSize Int, isBinary Boolean, \
        isTruncated Boolean, text String
        PullRequest is Node: id ID, databaseId Int, fullDatabaseId BigInt, number Int, title String, body String, state PullRequestState, \
        url URI, isDraft Boolean, closed Boolean, merged Boolean, locked Boolean, createdAt DateTime, updatedAt DateTime, \
        closedAt DateTime, mergedAt DateTime, mergedBy Actor, mergeCommit Commit, author Actor, baseRefName String, headRefName String, \
        baseRefOid GitObjectID, headRefOid GitObjectID, baseRef Ref, headRef Ref, headRepository Repository, \
        headRepositoryOwner RepositoryOwner, baseRepository Repository, repository Repository, isCrossRepository Boolean, \
        maintainerCanModify Boolean, mergeable MergeableState, mergeStateStatus MergeStateStatus, additions Int, deletions Int, \
        changedFiles Int, reviewDecision PullRequestReviewDecision, isInMergeQueue Boolean, isMergeQueueEnabled Boolean, mergeQueueEntry MergeQueueEntry, \
        autoMergeRequest AutoMergeRequest, labels(\(connection) orderBy) LabelConnection, assignees(\(connection)) UserConnection, \
        comments(\(connection) orderBy) IssueCommentConnection, reviews(\(connection) states author) PullRequestReviewConnection, \
        latestReviews(\(connection)) PullRequestReviewConnection, reviewRequests(\(connection)) ReviewRequestConnection, \
        commits(\(connection)) PullRequestCommitConnection, milestone Milestone, projectCards(\(connection)) ProjectCardConnection, \
        reactionGroups ReactionGroup, statusCheckRollup StatusCheckRollup, potentialMergeCommit Commit
        PullRequestCommit is Node: id ID, commit Commit, url URI
        Milestone is Node: id ID, title String, number Int, description String, dueOn DateTime
        ProjectCard is Node: id ID
        ReactionGroup: content String, users(\(connection)) UserConnection
        AutoMergeRequest: enabledAt DateTime, enabledBy Actor, mergeMethod PullRequestMergeMethod, authorEmail String, \
        commitBody String, commitHeadline String
        MergeQueue is Node: id ID, url URI, entries(\(connection)) MergeQueueEntryConnection
        MergeQueueEntry is Node: id ID, position Int, state MergeQueueEntryState, pullRequest PullRequest, enqueuedAt DateTime
        Issue is Node: id ID, databaseId Int, number Int, title String, body String, state IssueState, url URI, author Actor, \
        createdAt DateTime, updatedAt DateTime, closed Boolean, labels(\(connection) orderBy) LabelConnection, \
        assignees(\(connection)) UserConnection, comments(\(connection) orderBy) IssueCommentConnection
        IssueComment is Node: id ID, databaseId Int, body String, author Actor, authorAssociation String, createdAt DateTime, \
        updatedAt DateTime, url URI, includesCreatedEdit Boolean, isMinimized Boolean, minimizedReason String, \
        reactionGroups ReactionGroup, viewerDidAuthor Boolean
        PullRequestReview is Node: id ID, databaseId Int, author Actor, body String, state String, submittedAt DateTime, \
        authorAssociation String, url URI, commit Commit, includesCreatedEdit Boolean, reactionGroups ReactionGroup
        ReviewRequest is Node: id ID, requestedReviewer Node
        Label is Node: id ID, name String, color String, description String, url URI
        StatusCheckRollup is Node: id ID, state StatusState, contexts(\(connection)) StatusCheckRollupContextConnection
        CheckRun is Node: id ID, databaseId Int, name String, status CheckStatusState, conclusion CheckConclusionState, \
        detailsUrl URI, startedAt DateTime, completedAt DateTime, title String, summary String, checkSuite CheckSuite
        CheckSuite is Node: id ID, workflowRun WorkflowRun, app App
        WorkflowRun is Node: id ID, workflow Workflow, event String
        Workflow is Node: id ID, name String
        App is Node: id ID, slug String, name String, databaseId Int
        StatusContext is Node: id ID, context String, state StatusState, targetUrl URI, description String, createdAt DateTime
        \(connections)
        """

    private static let connection = "first after last before"
    private static let lists =
        "privacy isFork isArchived isLocked ownerAffiliations affiliations orderBy visibility"

    /// Every connection has the same fields.
    private static let connections = [
        "Repository", "Ref", "Commit", "PullRequest", "Issue", "Label", "User", "IssueComment",
        "Team",
        "PullRequestReview", "ReviewRequest", "PullRequestCommit", "ProjectCard", "MergeQueueEntry",
        "StatusCheckRollupContext", "RepositoryTopic",
    ].map { name in
        let node = name == "StatusCheckRollupContext" ? "Node" : name
        return """
            \(name)Connection: nodes \(node), edges \(name)Edge, totalCount Int, pageInfo PageInfo
            \(name)Edge: node \(node), cursor String
            """
    }.joined(separator: "\n")
}
