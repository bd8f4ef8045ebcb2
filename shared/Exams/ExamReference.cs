using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Sessions and units as every request needs them, read again at most every two seconds.</summary>
public sealed class ExamReference(IRecordStore store, TimeProvider clock)
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    /// <summary>Entries kept of each kind; more units than the country has schools.</summary>
    public const int MaxEntries = 20_000;

    private readonly Cache<ExamSession> _sessions = new(store, clock, () => ExamsJson.Default.ExamSession);
    private readonly Cache<RegistrationUnit> _units = new(store, clock, () => ExamsJson.Default.RegistrationUnit);

    /// <summary>The session; null when there is none of that code.</summary>
    public ValueTask<ExamSession?> SessionAsync(string? code, CancellationToken cancellationToken) =>
        ExamIds.IsSession(code) ? _sessions.GetAsync(ExamIds.Session(code!), cancellationToken) : default;

    /// <summary>The unit; null when there is none of that code.</summary>
    public ValueTask<RegistrationUnit?> UnitAsync(string? code, CancellationToken cancellationToken) =>
        RegistrationUnit.IsCode(code) ? _units.GetAsync(ExamIds.Unit(code!), cancellationToken) : default;

    private sealed class Cache<T>(IRecordStore store, TimeProvider clock, Func<JsonTypeInfo<T>> json)
        where T : class
    {
        private readonly ConcurrentDictionary<RecordId, Entry> _entries = [];
        private readonly Records<T> _records = new(store, json);

        public ValueTask<T?> GetAsync(RecordId id, CancellationToken cancellationToken)
        {
            if (!_entries.TryGetValue(id, out var entry)) return ReadAsync(id, cancellationToken);
            if (clock.GetElapsedTime(entry.ReadAt) < MaxAge || !entry.TryClaim()) return ValueTask.FromResult(entry.Value);
            return ReadAgainAsync(id, entry, cancellationToken);
        }

        /// <summary>One caller reads; the others go on with what was known until it is done.</summary>
        private async ValueTask<T?> ReadAgainAsync(RecordId id, Entry entry, CancellationToken cancellationToken)
        {
            try
            {
                return await ReadAsync(id, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                entry.Release();
            }
        }

        private async ValueTask<T?> ReadAsync(RecordId id, CancellationToken cancellationToken)
        {
            var readAt = clock.GetTimestamp();
            var loaded = await _records.LoadAsync(id, cancellationToken).ConfigureAwait(false);
            // Ids come from requests: without a bound, made-up codes would fill the memory.
            if (_entries.Count >= MaxEntries) _entries.Clear();
            _entries[id] = new Entry(loaded.State, readAt);
            return loaded.State;
        }

        private sealed class Entry(T? value, long readAt)
        {
            private int _claimed;

            public T? Value { get; } = value;

            public long ReadAt { get; } = readAt;

            public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

            public void Release() => Volatile.Write(ref _claimed, 0);
        }
    }
}
