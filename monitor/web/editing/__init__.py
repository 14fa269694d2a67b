"""The pages that change the configuration: topics, subscriptions, sources, and their previews."""
