-- Which rows have a trigram, to count how many each shares with what is sought. It stores nothing of its own.
create virtual table search_gram using fts5vocab (search, instance);
