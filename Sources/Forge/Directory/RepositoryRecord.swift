/// `repository.json`: what a folder of pull requests says of its repository, read strictly; all of it may be missing.
struct RepositoryRecord: Decodable {
    var status = ForgeRepository.Status.active
    var id: String?
    /// What accounts may do, by login.
    var permissions: [String: RepositoryPermission] = [:]

    private enum Key: String, CodingKey, CaseIterable { case status, id, permissions }
    private enum Status: String, CaseIterable { case active, archived, disabled }

    init() {}

    init(from decoder: any Decoder) throws {
        try RecordMembers.refuseUnknown(in: decoder, known: Key.allCases.map(\.rawValue))
        let members = try decoder.container(keyedBy: Key.self)
        let status: Status? = try RecordMembers.choice(
            members.decodeIfPresent(String.self, forKey: .status), of: "status")
        self.status =
            switch status {
            case .archived: .archived
            case .disabled: .disabled
            case .active, nil: .active
            }
        id = try members.decodeIfPresent(String.self, forKey: .id)
        let names = try members.decodeIfPresent([String: String].self, forKey: .permissions) ?? [:]
        for (login, name) in names {
            permissions[login] = try RecordMembers.choice(name, of: "permissions.\(login)")
        }
    }
}
