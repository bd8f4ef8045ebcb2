using Microsoft.Extensions.DependencyInjection;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>What a finance officer sees waiting, read page by page by the operations their pages use.</summary>
internal sealed class OfficersQueue(World world, Caller officer)
{
    public List<LineRow> Lines(StatementSource source) => Whole(async continuation =>
    {
        var page = (await Make<ListLines>().LinesAsync(source.Value, done: false, continuation, officer, default)).Value;
        return (page.Lines, page.Continuation);
    });

    public List<ExpectedItem> Expected(StatementSource source) => Whole(async continuation =>
    {
        var page = (await Make<ListLines>().ExpectedAsync(source.Value, done: false, continuation, officer, default)).Value;
        return (page.Expected, page.Continuation);
    });

    public List<CaseRow> Cases() => Whole(async continuation =>
    {
        var page = (await Make<ListCases>().HandleAsync(closed: false, continuation, officer, default)).Value;
        return (page.Cases, page.Continuation);
    });

    private static List<T> Whole<T>(Func<string?, Task<(IReadOnlyList<T> Rows, string? Continuation)>> read)
    {
        List<T> all = [];
        string? continuation = null;
        do
        {
            var (rows, next) = read(continuation).GetAwaiter().GetResult();
            all.AddRange(rows);
            continuation = next;
        }
        while (continuation is not null);

        return all;
    }

    private T Make<T>()
        where T : class => world.Services.GetRequiredService<T>();
}
