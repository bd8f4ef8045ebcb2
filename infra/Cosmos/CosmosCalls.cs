using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// Every request goes through here: it has a time limit, its request units are counted, and what fails is told apart into what
/// certainly did nothing (<see cref="EngineBusyException"/>) and what is not known (<see cref="OutcomeUnknownException"/>).
/// </summary>
internal sealed partial class CosmosCalls(CosmosOptions options, RequestUnits units, TimeProvider clock, ILogger logger)
{
    /// <summary>The sub-status of a 404 that is not about the item.</summary>
    private const string ContainerMissing = "1003";

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterRefusedIdentity = TimeSpan.FromSeconds(10);

    public TimeProvider Clock => clock;

    /// <summary>One item; null when it is not there.</summary>
    public async ValueTask<Found<T>?> ReadAsync<T>(
        string operation, Container container, string partition, string id, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(
            operation, isWrite: false, stop => container.ReadItemStreamAsync(id, new PartitionKey(partition), null, stop), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound && response.Headers["x-ms-substatus"] != ContainerMissing) return null;
        ThrowIfRefused(operation, response, isWrite: false);
        return new Found<T>(
            await JsonSerializer.DeserializeAsync(response.Content, json, cancellationToken) ?? throw new InvalidDataException($"{id} is null."),
            response.Headers.ETag);
    }

    /// <summary>A new item. False when the id is taken.</summary>
    /// <exception cref="OutcomeUnknownException">It may be there now.</exception>
    public async ValueTask<bool> CreateAsync<T>(
        string operation, Container container, string partition, T item, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var body = Write(item, json);
        using var response = await SendAsync(
            operation, isWrite: true, stop => container.CreateItemStreamAsync(body, new PartitionKey(partition), null, stop), cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict) return false;
        ThrowIfRefused(operation, response, isWrite: true);
        return true;
    }

    /// <summary>Replaces an item that is still as it was read; its new ETag, or null when it is not.</summary>
    /// <exception cref="OutcomeUnknownException">It may be replaced now.</exception>
    public async ValueTask<string?> ReplaceAsync<T>(
        string operation, Container container, string partition, string id, T item, JsonTypeInfo<T> json, string eTag, CancellationToken cancellationToken)
    {
        using var body = Write(item, json);
        var match = new ItemRequestOptions { IfMatchEtag = eTag };
        using var response = await SendAsync(
            operation, isWrite: true, stop => container.ReplaceItemStreamAsync(body, id, new PartitionKey(partition), match, stop), cancellationToken);
        if (response.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound) return null;
        ThrowIfRefused(operation, response, isWrite: true);
        return response.Headers.ETag;
    }

    /// <summary>Removes an item. False when it was not there.</summary>
    public async ValueTask<bool> DeleteAsync(string operation, Container container, string partition, string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            operation, isWrite: true, stop => container.DeleteItemStreamAsync(id, new PartitionKey(partition), null, stop), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        ThrowIfRefused(operation, response, isWrite: true);
        return true;
    }

    /// <summary>A batch's answer, whole or refused by one of its operations (which the caller looks at).</summary>
    /// <exception cref="OutcomeUnknownException">It may have happened.</exception>
    public async ValueTask<TransactionalBatchResponse> SendBatchAsync(
        string operation, TransactionalBatch batch, CancellationToken cancellationToken)
    {
        TransactionalBatchResponse response;
        using (var limit = Limit(cancellationToken))
        {
            try
            {
                response = await batch.ExecuteAsync(limit.Token);
            }
            catch (Exception e) when (IsOfTheService(e))
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw Failure(operation, e, isWrite: true);
            }
        }

        units.Count(operation, (int)response.StatusCode, response.RequestCharge);
        if (!response.IsSuccessStatusCode && ToException(operation, response.StatusCode, response.RetryAfter, response.ErrorMessage, true) is { } failure)
        {
            response.Dispose();
            throw failure;
        }

        return response;
    }

    /// <summary>How a query of one partition is asked.</summary>
    /// <remarks>
    /// Directly: the service runs such a query as it is. Otherwise the SDK first has each one planned, by a request of its own or by a
    /// native library that takes a processor second and a half when it is first used.
    /// </remarks>
    /// <param name="partition">The partition.</param>
    /// <param name="pageSize">Items in one page; null leaves it to the service.</param>
    public static QueryRequestOptions InPartition(string partition, int? pageSize = null) => new()
    {
        PartitionKey = new PartitionKey(partition),
        MaxItemCount = pageSize,
        EnableOptimisticDirectExecution = true,
    };

    /// <summary>Asks for one page of a query or of the change feed. An empty one when nothing changed.</summary>
    public async ValueTask<FeedPage> NextAsync(string operation, FeedIterator iterator, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(operation, isWrite: false, iterator.ReadNextAsync, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified) return new FeedPage(null, response.ContinuationToken);
        ThrowIfRefused(operation, response, isWrite: false);
        return new FeedPage(await JsonDocument.ParseAsync(response.Content, default, cancellationToken), response.ContinuationToken);
    }

    /// <summary>Failures that are the network's, the service's or the identity's, not this program's.</summary>
    public static bool IsOfTheService(Exception e) =>
        e is CosmosException or HttpRequestException or IOException or OperationCanceledException or TimeoutException
        || e.GetType().Namespace?.StartsWith("Azure.", StringComparison.Ordinal) == true;

    public static MemoryStream Write<T>(T item, JsonTypeInfo<T> json) => new(JsonSerializer.SerializeToUtf8Bytes(item, json), writable: false);

    /// <summary>Null for statuses a caller looks at itself: 404, 409 and 412.</summary>
    private static Exception? ToException(string operation, HttpStatusCode status, TimeSpan? retryAfter, string? error, bool isWrite) => (int)status switch
    {
        404 or 409 or 412 => null,
        429 => new EngineBusyException($"Cosmos DB is throttling {operation}.", retryAfter is { } pause && pause > TimeSpan.Zero ? pause : PauseAfterFailure),
        401 or 403 => new EngineBusyException($"Cosmos DB refuses this program's identity: {error}", PauseAfterRefusedIdentity),
        413 => new ArgumentException($"{operation}: larger than Cosmos DB takes."),
        400 or 405 or 501 => new InvalidOperationException($"Cosmos DB refused {operation}: {error}"),
        _ when isWrite => new OutcomeUnknownException(operation, null),
        _ => new EngineBusyException($"Cosmos DB could not answer {operation}: {(int)status}.", PauseAfterFailure),
    };

    private static void ThrowIfRefused(string operation, ResponseMessage response, bool isWrite)
    {
        if (response.IsSuccessStatusCode) return;
        throw ToException(operation, response.StatusCode, RetryAfter(response), response.ErrorMessage, isWrite)
            ?? new InvalidOperationException($"Cosmos DB refused {operation}: {(int)response.StatusCode} {response.ErrorMessage}");
    }

    private static TimeSpan? RetryAfter(ResponseMessage response) =>
        double.TryParse(response.Headers["x-ms-retry-after-ms"], CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private async ValueTask<ResponseMessage> SendAsync(
        string operation, bool isWrite, Func<CancellationToken, Task<ResponseMessage>> send, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            var response = await send(limit.Token);
            units.Count(operation, (int)response.StatusCode, response.Headers.RequestCharge);
            return response;
        }
        catch (Exception e) when (IsOfTheService(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(operation, e, isWrite);
        }
    }

    private Exception Failure(string operation, Exception e, bool isWrite)
    {
        Log.Failed(logger, operation, e);
        if (e is CosmosException { StatusCode: > 0 } answered)
        {
            units.Count(operation, (int)answered.StatusCode, answered.RequestCharge);
            return ToException(operation, answered.StatusCode, answered.RetryAfter, answered.Message, isWrite)
                ?? new InvalidOperationException($"Cosmos DB refused {operation}: {answered.Message}", e);
        }

        return isWrite
            ? new OutcomeUnknownException(operation, e)
            : new EngineBusyException($"Cosmos DB did not answer {operation}.", PauseAfterFailure);
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        // The real clock on purpose: the limit is the network's, and a clock that a test moves must not cut requests off.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.RequestTimeout);
        return limit;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Cosmos DB: {Operation} failed")]
        public static partial void Failed(ILogger logger, string operation, Exception exception);
    }
}

/// <summary>An item as it was found.</summary>
internal sealed record Found<T>(T Item, string ETag);

/// <summary>A page of a feed; dispose it when it has been read.</summary>
/// <param name="Json">Null when nothing changed.</param>
/// <param name="Continuation">Where the next page begins.</param>
internal sealed record FeedPage(JsonDocument? Json, string? Continuation) : IDisposable
{
    /// <summary>The items.</summary>
    public IEnumerable<JsonElement> Items => Json is null ? [] : Json.RootElement.GetProperty("Documents").EnumerateArray();

    public void Dispose() => Json?.Dispose();
}
