using System.Text;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class SqliteBackupTests : IAsyncLifetime
{
    private readonly EngineFolder _folder = new();
    private readonly EngineFolder _copy = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _copy.DisposeAsync();
    }

    [Fact]
    public async Task Copy_WithCommitsBetweenItsPieces_IsTheStateBeforeThem()
    {
        const int Records = 60;
        var engine = _folder.Open();
        for (var i = 0; i < Records; i++) Write(engine, $"reg-{i}", 0, Filler(i, 'x'));
        var (bytes, pieces) = (0L, 0);

        SqliteBackup.Copy(_folder.Path, _copy.Path, Copied, Stop);

        pieces.Should().BeGreaterThan(1, "there must be something between two pieces");
        bytes.Should().Be(new FileInfo(Path.Combine(_copy.Path, SqliteEngine.FileName)).Length);
        var copy = _copy.Open();
        (await copy.CheckAsync(Stop)).Should().BeEmpty();
        for (var i = 0; i < Records; i++) (await ReadAsync(copy, $"reg-{i}")).Should().Be(Filler(i, 'x'));
        (await copy.Records.LoadAsync(new RecordId("reg-new-1"), Stop)).Should().BeNull();
        (await ReadAsync(engine, $"reg-{Records - 1}")).Should().Be(Filler(Records - 1, (char)('a' + pieces)), "the engine went on");
        Write(copy, "reg-new-1", 0, "the copy takes what is new");

        void Copied(long piece)
        {
            bytes += piece;
            pieces++;
            // The first and the last of them: what is copied already, and what is not.
            Write(engine, "reg-0", pieces, Filler(0, (char)('a' + pieces)));
            Write(engine, $"reg-{Records - 1}", pieces, Filler(Records - 1, (char)('a' + pieces)));
            Write(engine, $"reg-new-{pieces}", 0, "new");
        }
    }

    [Fact]
    public async Task Copy_OfAWaitingMessage_DeliversIt()
    {
        var engine = _folder.Open();
        await engine.Queue.SendAsync([new Outgoing(new Message("m00000001", "a", new RecordId("s"), TimeProvider.System.GetUtcNow(), "c", Encoding.UTF8.GetBytes("kept")))], Stop);
        SqliteBackup.Copy(_folder.Path, _copy.Path, _ => { }, Stop);

        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        HandleMessage hear = (context, _) =>
        {
            heard.TrySetResult(Encoding.UTF8.GetString(context.Message.Data.Span));
            return ValueTask.CompletedTask;
        };
        await _copy.Open().Queue.StartAsync([new Subscription("one", new Dictionary<string, HandleMessage> { ["a"] = hear })], [], Stop);
        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Should().Be("kept");
    }

    [Fact]
    public void Copy_Cancelled_Stops()
    {
        _folder.Open();
        FluentActions.Invoking(() => SqliteBackup.Copy(_folder.Path, _copy.Path, _ => { }, new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
    }

    private static string Filler(int i, char what) => $"{i} {new string(what, 400_000)}";

    private static async Task<string> ReadAsync(SqliteEngine engine, string id) =>
        Encoding.UTF8.GetString((await engine.Records.LoadAsync(new RecordId(id), Stop))!.State.Span);

    /// <summary>Waits for the commit, because what it is called from does not.</summary>
    private static void Write(SqliteEngine engine, string id, long version, string state) => engine.Records
        .CommitAsync(new Commit { Record = new RecordId(id), ExpectedVersion = version, State = Encoding.UTF8.GetBytes(state) }, Stop)
        .AsTask().GetAwaiter().GetResult().Outcome.Should().Be(CommitOutcome.Done);
}
