using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>Reads every page of a query over all partitions.</summary>
internal static class WholeScans
{
    /// <summary>How often one page is asked for again while the account is throttled.</summary>
    private const int MaxTries = 20;

    public static async IAsyncEnumerable<JsonElement> AllAsync(
        this CosmosCalls calls, string operation, Container container, QueryDefinition query, int pageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            using var page = await NextAsync(calls, operation, container, query, pageSize, continuation, cancellationToken);
            foreach (var item in page.Items) yield return item;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>A scan works beside the people who wait, so it is the one that yields: it pauses as long as it is told to.</summary>
    private static async ValueTask<FeedPage> NextAsync(
        CosmosCalls calls, string operation, Container container, QueryDefinition query, int pageSize, string? continuation,
        CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var pages = container.GetItemQueryStreamIterator(
                    query, continuation, new QueryRequestOptions { MaxItemCount = pageSize, MaxConcurrency = 1 });
                return await calls.NextAsync(operation, pages, cancellationToken);
            }
            catch (EngineBusyException busy) when (tries < MaxTries)
            {
                await Task.Delay(busy.RetryAfter, calls.Clock, cancellationToken);
            }
        }
    }
}
