extension World {
    /// Merges by itself what was told to and is ready now.
    func settle(_ repository: Repository) {
        for pull in repository.pulls {
            guard pull.issue.isOpen, let request = pull.autoMerge, PullState(pull).name == "clean"
            else {
                continue
            }
            _ = try? merge(pull, by: request.by, method: request.method)
        }
    }
}
