using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class RecordsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_WithoutState_LeavesTheStateAndItsVersion()
    {
        var records = new Records<CounterState>(new MemoryStore(), KernelJson.Default.CounterState);
        var id = new RecordId("counter-x");
        await records.ChangeAsync(id, null, _ => new Change<CounterState>(new CounterState(7)), Stop);

        var changed = await records.ChangeAsync(
            id, null, _ => new Change<CounterState>(null) { Documents = [new Document("h/1", "{}"u8.ToArray())] }, Stop);

        changed.Value.Version.Should().Be(1);
        (await records.LoadAsync(id, Stop)).Should().Be(new Loaded<CounterState>(id, 1, new CounterState(7)));
    }

    [Fact]
    public async Task Change_ThatDecidesNothing_CommitsNothing()
    {
        var records = new Records<CounterState>(new MemoryStore(), KernelJson.Default.CounterState);

        var changed = await records.ChangeAsync(new RecordId("counter-x"), null, _ => (Change<CounterState>?)null, Stop);

        changed.Value.Version.Should().Be(0);
    }
}
