/// Makes the splices for YAML.
struct YAMLEditor: DataEditor {
    let source: SourceText
    let root: DataNode
    func replacing(_ target: DataTarget, with value: DataValue) throws(DataEditError) -> [TextEdit]
    { throw .unsupported("x") }
    func inserting(
        _ member: DataValue.Member, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] { throw .unsupported("x") }
    func inserting(
        _ item: DataValue, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit] { throw .unsupported("x") }
    func deleting(_ target: DataTarget, index: Int) throws(DataEditError) -> [TextEdit] {
        throw .unsupported("x")
    }
}
