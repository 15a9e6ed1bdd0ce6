/// Makes the splices for TOML.
struct TOMLEditor: DataEditor {
    let source: SourceText
    let sections: [TOMLSection]
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
