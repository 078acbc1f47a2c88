from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE EXTENSION IF NOT EXISTS unaccent;
        CREATE TEXT SEARCH CONFIGURATION acetate (COPY = simple);
        ALTER TEXT SEARCH CONFIGURATION acetate
            ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
        CREATE FUNCTION acetate_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
            AS $f$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $f$;
        CREATE TABLE "jobs" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) NOT NULL,
    "queue" VARCHAR(20) NOT NULL,
    "args" JSONB NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'queued',
    "attempts" INT NOT NULL DEFAULT 0,
    "max_attempts" INT NOT NULL DEFAULT 5,
    "unique_key" VARCHAR(200) UNIQUE,
    "run_at" TIMESTAMPTZ NOT NULL,
    "sent_at" TIMESTAMPTZ,
    "lease_until" TIMESTAMPTZ,
    "lease_token" UUID,
    "error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ
);
CREATE TABLE "users" (
    "id" UUID NOT NULL PRIMARY KEY,
    "handle" VARCHAR(30) NOT NULL UNIQUE,
    "email" VARCHAR(254) NOT NULL,
    "email_key" VARCHAR(254) NOT NULL UNIQUE,
    "password_hash" VARCHAR(200) NOT NULL,
    "display_name" VARCHAR(100) NOT NULL,
    "bio_md" TEXT NOT NULL DEFAULT '',
    "links" JSONB NOT NULL DEFAULT '[]',
    "role" VARCHAR(10) NOT NULL DEFAULT 'listener',
    "is_admin" BOOL NOT NULL DEFAULT False,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ
);
CREATE TABLE "collaborators" (
    "id" UUID NOT NULL PRIMARY KEY,
    "role" VARCHAR(12) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_collaborato_library_1feff8" UNIQUE ("library_id", "user_id")
);
CREATE INDEX "idx_collaborato_user_id_494fe4" ON "collaborators" ("user_id");
CREATE TABLE "sessions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "access_hash" VARCHAR(64) NOT NULL UNIQUE,
    "access_expires_at" TIMESTAMPTZ,
    "refresh_hash" VARCHAR(64) UNIQUE,
    "previous_refresh_hash" VARCHAR(64),
    "rotated_at" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "revoked_why" VARCHAR(40),
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_sessions_user_id_80072d" ON "sessions" ("user_id");
CREATE TABLE "assets" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "composite_sha256" VARCHAR(64),
    "size" BIGINT NOT NULL,
    "filename" VARCHAR(1000) NOT NULL,
    "state" VARCHAR(10) NOT NULL DEFAULT 'uploaded',
    "lease_until" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_assets_library_89e05a" UNIQUE ("library_id", "kind", "sha256")
);
CREATE TABLE "library_usage" (
    "used_bytes" BIGINT NOT NULL DEFAULT 0,
    "reserved_bytes" BIGINT NOT NULL DEFAULT 0,
    "library_id" UUID NOT NULL PRIMARY KEY REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "uploads" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "filename" VARCHAR(1000) NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "part_size" BIGINT NOT NULL,
    "parts_total" INT NOT NULL,
    "store_ref" TEXT NOT NULL DEFAULT '',
    "status" VARCHAR(12) NOT NULL DEFAULT 'open',
    "challenge" JSONB,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "asset_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "started_by_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_uploads_library_b068de" ON "uploads" ("library_id", "sha256");
CREATE INDEX "idx_uploads_status_1c4d9f" ON "uploads" ("status", "expires_at");
CREATE TABLE "upload_parts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "n" INT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "md5" VARCHAR(32) NOT NULL,
    "upload_id" UUID NOT NULL REFERENCES "uploads" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_upload_part_upload__1cbb24" UNIQUE ("upload_id", "n")
);
CREATE TABLE "tags" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(50) NOT NULL UNIQUE,
    "label" VARCHAR(50) NOT NULL
);
CREATE TABLE "tracks" (
    "id" UUID NOT NULL PRIMARY KEY,
    "slug" VARCHAR(120) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "description_md" TEXT NOT NULL DEFAULT '',
    "liner_notes_md" TEXT NOT NULL DEFAULT '',
    "session" JSONB NOT NULL DEFAULT '{}',
    "genre" VARCHAR(100) NOT NULL DEFAULT '',
    "license" VARCHAR(40) NOT NULL DEFAULT 'all-rights-reserved',
    "license_text" TEXT NOT NULL DEFAULT '',
    "isrc" VARCHAR(12),
    "artist_name" VARCHAR(100) NOT NULL,
    "tag_names" JSONB NOT NULL DEFAULT '[]',
    "art_render" UUID,
    "art_failure" JSONB,
    "visibility" VARCHAR(10) NOT NULL DEFAULT 'private',
    "secret_hash" VARCHAR(64),
    "secret_token" VARCHAR(64),
    "release_state" VARCHAR(10) NOT NULL DEFAULT 'draft',
    "release_at" TIMESTAMPTZ,
    "teaser_from" TIMESTAMPTZ,
    "vault" BOOL NOT NULL DEFAULT False,
    "paid_download" BOOL NOT NULL DEFAULT False,
    "download_policy" VARCHAR(10) NOT NULL DEFAULT 'disabled',
    "comments_open" BOOL NOT NULL DEFAULT True,
    "primary_version_id" UUID,
    "play_count" BIGINT NOT NULL DEFAULT 0,
    "comment_count" INT NOT NULL DEFAULT 0,
    "rev" INT NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "artwork_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
    "owner_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_tracks_owner_i_5bbad3" UNIQUE ("owner_id", "slug")
);
CREATE INDEX "idx_tracks_slug_beb93f" ON "tracks" ("slug");
CREATE TABLE "credits" (
    "id" UUID NOT NULL PRIMARY KEY,
    "person" VARCHAR(100) NOT NULL,
    "role" VARCHAR(100) NOT NULL,
    "url" VARCHAR(2000) NOT NULL DEFAULT '',
    "position" INT NOT NULL DEFAULT 0,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_credits_track_i_c5e4cf" ON "credits" ("track_id", "position");
CREATE TABLE "track_tags" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "tag_id" BIGINT NOT NULL REFERENCES "tags" ("id") ON DELETE CASCADE,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_track_tags_track_i_9d20e5" UNIQUE ("track_id", "tag_id")
);
CREATE INDEX "idx_track_tags_tag_id_49379d" ON "track_tags" ("tag_id");
CREATE TABLE "track_versions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "label" VARCHAR(100) NOT NULL,
    "position" INT NOT NULL DEFAULT 0,
    "status" VARCHAR(10) NOT NULL DEFAULT 'pending',
    "progress" SMALLINT NOT NULL DEFAULT 0,
    "failure" JSONB,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "render_id" UUID,
    "duration_ms" BIGINT,
    "sample_rate" INT,
    "channels" SMALLINT,
    "bit_depth" SMALLINT,
    "codec" VARCHAR(40),
    "file_tags" JSONB NOT NULL DEFAULT '{}',
    "lufs" DOUBLE PRECISION,
    "lra" DOUBLE PRECISION,
    "true_peak" DOUBLE PRECISION,
    "ready_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "original_id" UUID NOT NULL REFERENCES "assets" ("id") ON DELETE RESTRICT,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_track_versi_track_i_a628dd" ON "track_versions" ("track_id", "position");
CREATE INDEX "idx_track_versi_origina_643916" ON "track_versions" ("original_id");
CREATE TABLE "stems" (
    "id" UUID NOT NULL PRIMARY KEY,
    "role" VARCHAR(10) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "position" INT NOT NULL DEFAULT 0,
    "credits" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ NOT NULL,
    "asset_id" UUID NOT NULL REFERENCES "assets" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "track_versions" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_stems_version_2ba390" ON "stems" ("version_id", "position");
CREATE INDEX "idx_stems_asset_i_20e8fd" ON "stems" ("asset_id");
CREATE TABLE "transcodes" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "tier" VARCHAR(10) NOT NULL DEFAULT 'std',
    "status" VARCHAR(10) NOT NULL,
    "render_id" UUID NOT NULL,
    "path" VARCHAR(200) NOT NULL DEFAULT '',
    "codecs" VARCHAR(40) NOT NULL DEFAULT '',
    "bandwidth" INT NOT NULL DEFAULT 0,
    "average_bandwidth" INT NOT NULL DEFAULT 0,
    "segments" INT NOT NULL DEFAULT 0,
    "priming" INT NOT NULL DEFAULT 0,
    "samples" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "files" JSONB NOT NULL DEFAULT '[]',
    "failure" JSONB,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version_id" UUID NOT NULL REFERENCES "track_versions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_transcodes_version_756fe8" UNIQUE ("version_id", "kind")
);
CREATE TABLE "waveforms" (
    "render_id" UUID NOT NULL,
    "sample_rate" INT NOT NULL,
    "samples_per_pixel" INT NOT NULL DEFAULT 256,
    "points" INT NOT NULL,
    "overview" JSONB NOT NULL DEFAULT '[]',
    "version_id" UUID NOT NULL PRIMARY KEY REFERENCES "track_versions" ("id") ON DELETE CASCADE
);
CREATE TABLE "comments" (
    "id" UUID NOT NULL PRIMARY KEY,
    "at_ms" INT,
    "body_md" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'visible',
    "created_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "parent_id" UUID REFERENCES "comments" ("id") ON DELETE CASCADE,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "version_id" UUID REFERENCES "track_versions" ("id") ON DELETE SET NULL
);
CREATE INDEX "idx_comments_track_i_6626ba" ON "comments" ("track_id", "at_ms");
CREATE INDEX "idx_comments_user_id_d0d99f" ON "comments" ("user_id");
CREATE INDEX "idx_comments_parent__5f1653" ON "comments" ("parent_id");
CREATE TABLE "analytics_daily" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "day" DATE NOT NULL,
    "plays" INT NOT NULL DEFAULT 0,
    "uniques" INT NOT NULL DEFAULT 0,
    "completions" INT NOT NULL DEFAULT 0,
    "repeats" INT NOT NULL DEFAULT 0,
    "staff_plays" INT NOT NULL DEFAULT 0,
    "bot_plays" INT NOT NULL DEFAULT 0,
    "ms_listened" BIGINT NOT NULL DEFAULT 0,
    "retention" JSONB NOT NULL DEFAULT '[]',
    "quiet_plays" INT NOT NULL DEFAULT 0,
    "quiet_completions" INT NOT NULL DEFAULT 0,
    "quiet_ms" BIGINT NOT NULL DEFAULT 0,
    "countries" JSONB NOT NULL DEFAULT '{}',
    "referrers" JSONB NOT NULL DEFAULT '{}',
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_analytics_d_track_i_9a9bcd" UNIQUE ("track_id", "day")
);
CREATE TABLE "analytics_play" (
    "id" UUID NOT NULL PRIMARY KEY,
    "version_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "visitor" BYTEA,
    "first_at" TIMESTAMPTZ NOT NULL,
    "last_at" TIMESTAMPTZ NOT NULL,
    "ms_listened" BIGINT NOT NULL DEFAULT 0,
    "ranges" INT8MULTIRANGE NOT NULL DEFAULT '{}',
    "duration_ms" BIGINT NOT NULL,
    "completed" BOOL NOT NULL DEFAULT False,
    "staff" BOOL NOT NULL DEFAULT False,
    "bot" BOOL NOT NULL DEFAULT False,
    "place" VARCHAR(10) NOT NULL DEFAULT 'page',
    "referrer" VARCHAR(253),
    "country" VARCHAR(2),
    "agent" VARCHAR(40),
    "why" VARCHAR(40) NOT NULL DEFAULT '',
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_analytics_p_track_i_10831d" ON "analytics_play" ("track_id", "day");
CREATE INDEX "idx_analytics_p_day_2e391e" ON "analytics_play" ("day");
CREATE TABLE "visitor_salts" (
    "day" DATE NOT NULL PRIMARY KEY,
    "salt" BYTEA NOT NULL
);
CREATE TABLE "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
        ALTER TABLE tracks ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('acetate', title), 'A')
            || setweight(to_tsvector('acetate', artist_name), 'B')
            || setweight(jsonb_to_tsvector('acetate', tag_names, '["string"]'), 'B')
            || setweight(to_tsvector('acetate', genre), 'C')
            || setweight(to_tsvector('acetate', description_md), 'D')) STORED;
        ALTER TABLE users ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('acetate', display_name), 'A')
            || setweight(to_tsvector('acetate', handle), 'A')
            || setweight(to_tsvector('acetate', bio_md), 'D')) STORED;
        CREATE INDEX tracks_search ON tracks USING gin (search) WITH (fastupdate = off)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_title_trgm ON tracks USING gin (acetate_fold(title) gin_trgm_ops)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_recent ON tracks (release_at DESC, id DESC)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_owner ON tracks (owner_id) WHERE deleted_at IS NULL;
        CREATE INDEX users_search ON users USING gin (search);
        CREATE INDEX jobs_due ON jobs (run_at) WHERE status = 'queued';
        CREATE INDEX jobs_leases ON jobs (lease_until) WHERE status = 'running';
        CREATE UNIQUE INDEX uploads_open ON uploads (library_id, kind, sha256, started_by_id)
            WHERE status IN ('open', 'completing');
        CREATE INDEX comments_held ON comments (track_id) WHERE status = 'held';
        ALTER TABLE users ADD CONSTRAINT users_handle_form
            CHECK (handle ~ '^[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?$');
        ALTER TABLE users ADD CONSTRAINT users_role CHECK (role IN ('listener', 'artist'));
        ALTER TABLE sessions ADD CONSTRAINT sessions_kind CHECK (kind IN ('web', 'device'));
        ALTER TABLE collaborators ADD CONSTRAINT collaborators_role
            CHECK (role IN ('editor', 'contributor', 'listener'));
        ALTER TABLE assets ADD CONSTRAINT assets_form CHECK (size > 0 AND sha256 ~ '^[0-9a-f]{64}$'
            AND kind IN ('original', 'stem', 'image') AND state IN ('uploaded', 'verified', 'mismatch'));
        ALTER TABLE uploads ADD CONSTRAINT uploads_form CHECK (size > 0 AND parts_total > 0
            AND status IN ('open', 'completing', 'done', 'aborted', 'expired'));
        ALTER TABLE library_usage ADD CONSTRAINT library_usage_positive
            CHECK (used_bytes >= 0 AND reserved_bytes >= 0);
        ALTER TABLE jobs ADD CONSTRAINT jobs_status
            CHECK (status IN ('queued', 'running', 'done', 'failed'));
        ALTER TABLE tracks ADD CONSTRAINT tracks_form CHECK (
            visibility IN ('public', 'unlisted', 'private')
            AND release_state IN ('draft', 'scheduled', 'live')
            AND download_policy IN ('disabled', '320', 'original', 'stems')
            AND (release_state <> 'scheduled' OR release_at IS NOT NULL));
        ALTER TABLE track_versions ADD CONSTRAINT track_versions_form CHECK (
            status IN ('pending', 'processing', 'ready', 'failed')
            AND (status <> 'ready' OR (render_id IS NOT NULL AND duration_ms IS NOT NULL))
            AND (status <> 'failed' OR failure IS NOT NULL));
        ALTER TABLE tracks ADD CONSTRAINT tracks_primary_version
            FOREIGN KEY (primary_version_id) REFERENCES track_versions (id)
            ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE transcodes ADD CONSTRAINT transcodes_form CHECK (
            kind IN ('opus', 'aac', 'mp3', 'flac') AND tier IN ('std', 'lossless')
            AND status IN ('ready', 'failed'));
        ALTER TABLE stems ADD CONSTRAINT stems_role
            CHECK (role IN ('vocal', 'drum', 'bass', 'guitar', 'synth', 'fx', 'other'));
        ALTER TABLE comments ADD CONSTRAINT comments_form CHECK (
            status IN ('visible', 'held', 'hidden', 'deleted') AND (at_ms IS NULL OR at_ms >= 0));
        ALTER TABLE analytics_play ADD CONSTRAINT analytics_play_form
            CHECK (ms_listened >= 0 AND duration_ms > 0);
        """


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE visitor_salts, analytics_daily, analytics_play, comments, track_tags, tags,
            credits, stems, waveforms, transcodes, track_versions, tracks, library_usage,
            upload_parts, uploads, assets, collaborators, sessions, users, jobs CASCADE;
        DROP FUNCTION acetate_fold(text);
        DROP TEXT SEARCH CONFIGURATION acetate;
        """


MODELS_STATE = (
    "eJztXetz4riW/1dU+TI9VZlUdx7ds/TWVkFCd3MvCbmBdM/cYQoEFsE3tsTYcmh2dv73leQHfsjGBkOMRx+mJ8g6wv"
    "wkHR2d558nJtGQYZ/9g0xOGuDPEwxNxP4IN5+CE7hYrBt5A4UTQ/T7D5mIBjixqQWnlLXNoGEj1qQhe2rpC6oTzHv2"
    "MAILHU0RIDOwJNbzGRg7WP/DQaNntBqDZ4QWNoBggSydaPoUsKHBzCImmCAdP4GZbiAN0KU+RWf8GzUyZV/JnuxjcI"
    "+WkidE58hiX/Hb76xZxxr6jmz/4+J5NNORoUWQ0zU+gGgf0dVCtD0+dm4+iZ78xSejKTEcE697L1Z0TnDQ3XF07YzT"
    "8GdPCCMLUqSFoMWOYXgz4De5b8waqOWg4FW1dYOGZtAx+ASd/PfMwVM+L8Be4enZUrfQma7ZZxgtR7r2P95LhghGo7"
    "veYNRvD0ajk8TM8peJzYfXNCWYrwodUw7Zn3+5466hEa0n/AuuvzQf3ly8/1GAQWz6ZImHAriTvwQhpNAlFfCv8Rb/"
    "TyB+PYeWHHG/fwxz9qLboO03rOFeL38fPh+gPUB6YsLvIwPhJzpnH9+9fZuB8dfmg4CZ9RI4E7Zf3U185z06d59xvN"
    "f4st/pFAI4IKghwud5AD5Px/c8AS+0nuwkuv/o9+7k6Pr9Y+AynkbB/wFDt+kRgpwBKkeCj2za9h9GGMw3t81f4jhf"
    "d3utOAvhA7RioNsUUkcCO1/UbeyYAvoOe0WIpygxBWvqw61wd1dpSdYcao+et/96bD+2bxrA7TDED493d527zw1gOR"
    "izyRjim95duwE0gtEQf2p2urz3DPKTMH6+5mM+uXhPButJbA1KkbmgknnqYJqyO0Iksclhb72vyXkbn5W3O/CbJ/6t"
    "P52/u/xw+fPF+8ufWRfxZkHLhwycO3eDGIh8jrYAMk52ODCv4mBeVQfMtUhZ5ECMUm3FMzwZroCQd8AjMd+ZmHUoJr"
    "Y+41Fs+SVBvmEQUd1EcqDXVPHT0SM78/84wjPyxEJQ62Fj5c12BuiDzm27P2je3kcOzpvmoM2fnIvWVaz1zfvY/ASD"
    "gG+dwRfAP4J/sxMjfr4G/Qb/PuHvBB1KRpgsR1ALLUy/1UctehwjTLeY7hBZCfMd32LVFYmqNL0+JpnzayBoo5GDqW"
    "4UneMYqZrn6s8zJc8IF9GBxMh2UIYcz9xuVHisUUWWRawkngP0PUV2CwhKETWqi+Gg/csg+2oYbI9u7+6z3z1+X4yi"
    "PWXHLMNmi+MoSqkkkKqwrjwSyEzHuj3fatpjpOqEqtoJxTX1s+eQ7pg3TOD0eQktbZR4Qs5JWt/kI/PcjLdADJ/EJH"
    "E0+Xt6ppRrwieY/WxKrBOJqSXy/DTL5jIN9cxpfOkTE02ItgLLOQEmXAkbCdAxgJhwA8cPNjD0iQWtVdK2UpBWYjr5"
    "7cTrMHLNHY6NLP7n7zGbym/RJ8q8UgHzikWMFO3/ZkWpT1tlQ8BJ+6Yz6D00ANJ0tp+G+Lp3N3jotB5FI4OYgT5xxJ"
    "Nupz9o37VZM1ez87ffSk96nkdPep6uJz2PK0uUyPJ3FFmiLDX3XStCVSZjrK6UUuCu5Z8/BRANkSg4GZwJcSuxZJPo"
    "fiIW0p/wP9EqcaDEMPWEpUcbVegMKYrqunW91y24DKSd2C5lP5/9aETdk7fZv27etE8Sy1ahugnV0E6VQ/o6F4M+sm"
    "33FyfuBP6jzOuA7XYq4IZls1WBtJ+YCD+xyJKhAogFNPTCvZ8APy3BHLIrrc2dqXRqA6GaswG0EHhGCyp3vypj0M1u"
    "V+qKUL0rwjP7pdteEXzaSl8RvrVbDbBEkyG+aX/tXHOnCbGutxL/S3eTUA5w+3WAg9Mp47Ajzr2KwBwjKwftCtn931"
    "/mgPr9ZSrS/JEUaPR9wdihvcV1VjqAUshWTSEbcfRAMzbavPDuitPVzaum/N21sNiZRRx7tC3kqQPUwcy4b/QtQrfU"
    "0UUpFTerMjfb/uhSZ9bxzLLSt6ez0Rrr26FNRzZC2zimxmnVzB/TzDO5hzxvd3ZHKBVXrzJX9+dqOS/k3B8jq58sfJ"
    "lHpXKZrlG5TChUlJFtn0Y2ZQs6YluQQF1iCPJnI90KxH9QThNQk4fB2wSfgfEcYs1AY8D+B8bIhLrhxstzqwwmlgkN"
    "3UaaeDyFNvppRgwNaR+9vmOg2wDagC8dLWkV2uP3qPj8SrGj0wzrkDv1RY7UNUXtlOYXeQ7Ti/TD9CJxmIoNUgTdgK"
    "CG9p/zqzyKO9YrPRbxKqG6C9hVYZR3Cvms8jLeC84LaNtLwk7QworpOGEdV/Y+omw13V4YcDUqakGO09UQ771Ykic6"
    "GZkS8SM9lGtNccBUE0n5Yk8qgn3Ebxk6fi6UUCUgOHxGlZCgN3F0g+rYPuPfJ5Hwfvt9P3Owl/QqxxUzcBLx5o+gHn"
    "kSvUQlgwGGuPkwYK0Ndquh3qp5fe8g3R5BzdQlAbktwqCGOOXeEyKLTcWE0e1rLoKW8DTIr7FlrP5Wr9eNrP5WJ85i"
    "Hm9bbQa5QJx10l01QTI1iDIKpS/x+poGmCTEQd9m2mOkyjhQNeNAgbjREBuIx2bGeK5H/umfD8iA1PPtlmtg4wGhR7"
    "br0zSxUa4Z/Ebfg13hlYVX2Nd/e6RCYQV1BAnaNpIlOysCUZOPUVeAnIVBoLYjQo9ikLpCxG4nFhfKFFQboeLWJtmV"
    "uwhCAz5GXQGaEtNEeFeOdO2OUieQCllSwxZu+CTRL/hg9jAaEPbPZki7bpjloz/eUcrXclgL2Jzdo05idA7OwHSr8/"
    "qo3Wx2bq0osnneEDpHgEz+g6YU2ExWQ8BhAFq8WbeAPYfnV+9PAVlipIHJChCM/Pwi4A0E3M79Y9LWXPbgObKY+KFr"
    "7qCJZCbKAF0RA3TtwxN7D53PnbtmtwGIpT/pGBpD3B+0bxtsByBziDu3zc/tBtBNj829vlLS2zLSSZFvgzVFlaeiMu"
    "EmTORgu0SnaFQcahlt/dway8fc1v9XJpXoT6lJtn2KwyXX3ie8bq7t/zo/v7j4cP724v3PV5cfPlz9/DZIup18lJV9"
    "u8WZWkwbn1S788ItRc3XYZoacpN3b/ParjON10mmzePQtj1IA+ID2vXcu7usaELkSfQwfbzv9po3vBSC32mIv7YfOp"
    "86vO0FWTr7+aztttO/bQ6uvzSAqdsmpNN5NY7WSuVartpGOXaThDI45ttj9TU4qqxvKk1ZZYIo8qQpy2M0PaySvWLX"
    "kpzmCGTuavRjQ9RoLUYtfhblSYlHZHYYM8QxLiEmupZgOhYIfXWHqtNq2mdQV8TMINGzx80Q6ep2n+EGFpC8WnehCn"
    "fjq9gxiKwX9mFGLEAWCHsXHZGYD/ra8I9CkW6RJQ+94n/+4RAKeapvMn1OU7/v4Vt2CPSqmqj0qvEb+1GtOza7Rkz4"
    "3BdTfEXpjrpQ34H1Xf6+2gb1JK1CPhv5Ai6AyQMkx4XCN1Xv+TpRBc5T/mVit0Br97YgC7UO7hEZwdbrC0uecGuTAa"
    "ovmJAKPP+9MzAWZyVPpTb2z76w1ZodgWSJAX81cYLqkqS7JY6bJ+9udH58o/cp+C1UDzeUxUql563KIa3s35Wzfyur"
    "1eGsVsoqe3gpVfl37DuZKzv0R8WXdoRMre+t1zfH0WbiEoUSI2sm+iGqOuFfWoX1QHxN4poeJR8hUoHy+QLl11L7tv"
    "4cjkyHsE+8uR4xiXnQGpMK79t3DaF65DXdbu+77UHn7jMv6WYu2MWSTcUQ3/TueDEHgtEQN1u9hwH38eAxZJS7eLR/"
    "ue888Bb3WqNtJTuWX+1tDg0+vIT1pyc5iBDtlOigmqaPg6U2qFCG56odBUfiZaGca5RzTcqsi2iWgvaiMI2qXB/PxV"
    "MtC1wtQPUjUydFcU0QKmiVH9irlKtcr0SF7SZsE7t2M7zQj9vcEdm8ORCqeXZtRDZ8ckdAZS8A7h673XzOi0KrI1HD"
    "FXZdvGcD1Wgh79WlKoRYqgnXx3OTGXcUzOBmW+63OaRgCW2goakBubOTcGcSNtjlHGFR2fTxoSv6uBVRP/oaB/TmRz"
    "An7NcJq6wbnEyJ1LS7v6+RxjV7OLhbAe8WyZylfpaKHRK9p7dbK+vScEilc7pdV5LSLxV5GfNRCueThjJV7d1UZWpX"
    "RdD1utcQ2os8quCLdFXwRUIVHOHbea+BESJ1BdxQTCVwBtv1llK3FFBxaTqyrKpUUuWaiU+6VEz0nmSKiFPRJ7d0SI"
    "Cma0xEY+IbwUxiE7mxZPJdesc8vniit7+Fea4G/gLK464qHndu2Zsip96aooYH315y6afnGE9xfj94XvHjxtexClWV"
    "8bofq/NFothGzmobmeU2EpgGrDoBbLrPUIjkqKM1Sruwhc++vEda5LxUIm+myEv9GNgdJd66pfSMC7zhNVUleVfEeU"
    "ukXT/+O13WDYLMN0u6PYyEc72rl/RCi0/BUqdzoZvkQSae6JyUfosS55GIvVESMjGPTwkU/UpCroqEfFwVYraISfna"
    "u+YBKS9kyqNRbh4ebxtAsxxziFvNfr8BJmxRDvHnx86g+dAAT45OoTXE/V/vBl8afILpfIg//cJe5vsQ9wZfeJ0ZIh"
    "b/VvJh2fErVKfFpO+AoMqTtq1eL5eweJEhK14oUXEvomJIeZPbUXZNouqBhVfpLk6zypsyfckrb8o9eFNWbZbL8fyL"
    "yrh5IY1JxgrUzNvvyzq1URn33/plSjqNXYOjy6t6zmnHimuqd9oD48sPnevBa+kXBvDpRKJe4M2nWdoFCp9yJ8zg1Z"
    "wB5cYxv7imDSYWWdoITFYfwZh/t8hvMSOGhrRTMGbTjYwxgKxJt2wK+GrRZDkzyhx6h+RUynXqVV2nCuZeKDfvQoUK"
    "uV/lubpepd9cr5L5p/luKYJtQFBD1UA58CbElTxuya562me62/smCzHGY+5HNhev4pnsmj1kB6RvD8k4IoNKankOyY"
    "WOpojr0E3H1qdenSNe0Ihd0Zi8a5+BsVuIeuSeaTwt45gtCPHRHoMZQprrI4ygNZ0Dd0vKzsw9fpPUH5mXZ7L8RFOG"
    "85TwSP4t1Kz0+RXQ54vpKMD0/f415PnvznOp288z9O3nSuF+cIV76M1GpoR7pGcfSVIeqxfMoVOQGDrn85hQZBfEPE"
    "mpMM+Z9mVd+zmvTSREUg2bCP9ayQH5519HZBNhWFmFOHpAcKwr/QBOi4Y+RdguBGuI5IDAQsP4ydKf5tT+yc/KnMQ6"
    "rVMZ8F/mQf8yHfzLNOxHlDHtYqw8Snesy/vQjFy3rWmRhe73r18px/JzbIVus0UgjpHVUPTeC9cONAVFhJIIUTXEkj"
    "q4avAEoRbiCp4iCpQolUqDlMR0BnXDkQl86Ss8Rqay9m2/ql90W5/ohk4lCWfyOZ1GRzigjLKw9BevdGp0JsIPoqrh"
    "+8dWt3PdAAtnwoSrIX6863b6IrWlg4XRUxvi+4fO1+agzTqFhnl1v1IbTS1ER3NozwtpE6Nk9ZNw9lCs2oWMkmdUKF"
    "AxTqew3oy1hdzKujsVUE4MckAepFlwRpMcaN0c5T83D81PA+7uzh4Pcf/6S/vmscvZjz2dI80xOP/pdr4y5mPoLxXh"
    "PD68xV1Uo5QluKhWbHcciUeqj0mmSyrlM2WNZhYxi05zjFTNc5Xn+UVAk5jhFiFsr+IUP1mfJja1E0a0L84atITnU2"
    "7wL2MeW71eNzKFrU5c0fR422oz1inmjnXSXZ9DWQUEXRtpZInl+VEykU7QKsRzIO4DNloQJtVvfZGRDHNISUK3Ob1E"
    "2R15EpMnOv1mSwgQfqchvr2/4BmV3g5xWvWnvlv+ya6GfDElponYd438agUF9kuC9oD7xfdbCc9V4MtS4d3CrrUmT0"
    "m7XcyEnFrptWIYG3DFQHOw7KjNqkIUoTvqUMUD1x3yOEEa6KmIJ+iOGvTS4kMt9FIARK/34aB7F4fuXXWgUyGd6VDX"
    "N6TTWWhbznqUUs16VWZdcp323j7sGsljz7aZ9Sil0plUZ5KTextadEmsopm1olRKQo6ekuFAhryIhmlUtHZ2tLbAKg"
    "muqiESjSUOL6kcEdruli4B1roXEInwvh1KiKTmqSkSqLfOZlyTVRy13Khwxlw4eRqrMlCqX+4KqUZ2x13njlJXkDSo"
    "Gyvhc7AjTjd8oL4/Th2h4lrNHUG6Z0PUCZ69x1mn5SIJMfkN0dajImlJWN/MtP7SHtII53DyWO7J7CcnjWb5Dz1QSU"
    "Qql0TEm55CM7CmqVMxpgNbQVQGcJUBvAr3v80ZwGNRLmVgWqurSwLRgD1WKaN65DaUJm6EbkubRI7wHS1fqnVT/w6I"
    "BUxoU2SdgbEba8OgGgMRAyWSq0BKkbngBSKJjQBx6MKhPJGZCAOw57J0aCWPvX3pIp6m3XffUZnaq5TZReXz2nf4o0"
    "r1XUYZTwqpI7l+53OKXFMfMrKLMVoOUWLlhh/EIrvadzedu88N4HXhcVy963a/7zZaZMpTdfD2h3bz5tcG4Ebp1RB/"
    "anaE/yQPJ/RcLF/dI5K9LWdDkjnrm9Aw0td+iO6o1/7F+Yf3wbLnH7JWfP+22e0ml/0WYaUqpLSUkFImVmL2PoVi1s"
    "M0KmS9rJkIBNYigmGESLktxEINHAu66cxkCu0M9VaMcCv2XDFEX0fFZUNzYaCRJQ0YTYU/RlUj+MvzW51DjL1reRGp"
    "I0xXI1zLkEEmOmXvt6CSkP1sTCOECtSYdVpDhdI7BQT1i8gvP1fZjF2DUpxJMgTnMFE1xLc6JEI0nJlkGj4ZBKYljP"
    "MIYlMw4xTHt9Qz4L7pPba6bXD/0L7u9Dse9IHPsHjIm9ZhcOzS342ja8Fi4Lr9FbY5sOW/drRAUGYrS0c4QqVwzoGz"
    "UGJtlZljTadiD6oce6CiydJFoeOMK8oTTabiiv4Oezts1k1Mc0YYTJRM+ewoJyjlBFVFl51CTlD+ri4B2LoXgIwxwM"
    "I1IMO2cSRV5BfwTO+zIWqEdZyTYpurz3YPmnHHqStQh46YqaZQtmOYQ9iC/IJmxJJkIvTh7GE0IOyfzaB+C41VI1SL"
    "OWl6u0/uobnempnumSFOkM81M/CABNykLLyyGmA5RxYCOrUBmfwHTdn/ocXoeV28JS89CwGPFuLaYmDDlc1L6+lU7p"
    "5Z8vjSaJRomqtnthIS0SjKH7Mi/phidhKI53Nz82mr7Jl50rt/7DcAWTj2EDeb1w0A4dTL92cuLob4U5c3zgw4je+X"
    "1/Fjo7osBUFWZT5plYR9ehraVJJw0W8sxy+2bFSPz59zi6VefSfNV/WtqqiQvKPiZgFlnhLp/MLvf6x1saJL9DyXB/"
    "15hgf9edKDXvg+pDCLDG+JQzt87xHW8l0kJkyYXOqabK2mO/SEaY7aN7s0fzN2L7PYhWW0DZxSWgWr2KboKUUVke4c"
    "GSJRIIqTxdJNL84kb9zRmkJBKBaV8Lgt6CUdIjpqFA/sEz1Z0aJIByQK5/w4cz/Hwo6RFXKKrENMi4rrei3klStSOj"
    "uqryvSdmUiSisPUbWZ3otHxcs6Q0YZPhX1S094GvMAiC6vKmVECcyNEltb2BSZbmrzjZ85LW3fhMELAg+SH2zAPahD"
    "Zi8I7DmxKOBjcnMXnSOTfwAL9gvspGmtjAE3pztJtZpVjd+8ajq3/RjKlOq6dNX160WlVg3PPekRRgu2+Bb6d1nGnU"
    "3qhCjt4VA+v3ofB9lrqga0C6IXUxSuCdRSleBJ2Cn0oqNlkbtpmEYpCU52uKom5OsiAmAOWdx3OTuQJF4FuaN8OXwn"
    "2dr3j5SI1iHXyXTJOuyluVmwHkM6Mu0xz+XHtgdP9ceVE4aOERd6x95PH39k8rAXdAO8LwDPCC1s4YS2MOCUjY0JFR"
    "8p+i5xZtvrNxXNPCjexU076NiuwCc+LJj8j6nKQFglQd6dq/znd9C/RiklSju9J0RbjUzJCh6wrZRiRFmTVNmbqoxV"
    "Omj/Msg+pgOtZbd399nvHj+7JZDPqSmR6TeA7hMp2LeA/fg8CE9edFvn9IkZCD+Int9fO/1Oq9tuAK/LEH9pd28aYM"
    "5+HPu7c3PTvmOfdE1DeIhv2t32QBTSdk/Y+CH9Ok6GyuSSDn19TS4q+vvvEP29FqgLyMwRIpWcUQV+7xVQ/wJYAM8Q"
    "iYIzBucrm7Zqs+dVboJNoJacm+DV/BOquWR3UYuuy5/GGW0J6Na8WG/obNm8Zl1JqQRQaxeVH4c1IlMW9aUJexUsDH"
    "3XTBG1A3uvlR5DpUMlNpFoYdF0swgb3VhRfWqPRE3TfNaRbzyYnmDklnMET4R/Eg0aXJ0CaCx5dP2UmAuH2ysgRksw"
    "s4gpzBuiIOgpwIgxSsCuTKwDJTJPpNK/Y4iHePyHoyM6GjNKB3NTiajctJwTAO1n1o2bUCgBE+97kdYIvJyo6xvF/s"
    "PE/Qbe03sD8d35Cluy998tj4CqZcmfHaKWpeYWnk1qYVI0MG73LNXL8Z7QMlS5LiXuVyKv95vuVuL3P+pYlNIMUe4P"
    "KQJgiEJByFs4R2ZCjF9KMCeMMSoFpSfWIWmN81QYQxQKwhPXYjabjYpyxRiVgpK3TAgtDGSERsHIW0x7xN382K8uKF"
    "vGCI8azQMHj1rsUo3l1SzT3UMjRMo/lDeUEcro3gCLMpIY1VEv/tJYiQvKdgKXlFbBuoamaJW5MNVR43hg3iw0QZZU"
    "e5nOmyNE1eDNdah6ZKEZsixkFZqLCJGai7LmQnlUKHN1FUxUm83VrxPtfc9kwROJ6UW0n+Yzuiz8vrmSKru3L4bpKX"
    "hGK6SBySowdyDrBxuQJQa69hFYaEEsngYZGysgjCBLXUM4NZtyGQML6wp3t6XEEuEsEMyhPQcODx3mcePQoGxQSPkz"
    "9uOoRfg3wRllj+mScLuOfQbGy/lq7KZnXs716RxYDnffFectN+N4bwWIBTRd2GvOgLAVLaEN5ojNKuAbRrOB7obTuM"
    "wJjC2In5A95mHs7BH92WSLWReNQ0xmwNQNhgJiq1GzT72v5uSm/uQW72XvPDUg290iDl4A0P9XF1DiTOe5I98lliAe"
    "XxOYhI4/skZ8E//n8sjiaaqWe6Aa3HlHrzdlQCtsQPNYqOzuh6G1SlmGa6IYeEGut6N0qZDe6jz5NRB2mazb6tw1H3"
    "6Vx8W0JPJu69dBu5lI8GbZdAu/+zBdDWMt6uR2b8CtZjhEpia40hOsbBuH159pjisgF1ZYxgjrlFbk4CpMoUWXLnpC"
    "DARxptODdM1PGOG+JiBoCc+A/OJbisTQ63UjHKzViUfKPt622g9v3gnWta66nGLOL4hyQKMQzoHwhEjO50x8PQqFbg"
    "50RaaQJL4ZdTZ8ggMGfPNcgknlQdBazdI8vhWiCLhhmq3wrditLVbU5OoiB8isV3pRE/5MZq2TaBWyqpoEJDUEOQ/E"
    "6QDH4WV7TBY4kw5uQFA/aMuvHrOcF1q4XndVi0eOpjJQKgOlMlCmGyi/ukrhPjSkafPCj0+zzJWecnnELXg58+cN5g"
    "jYaGohz+QHuXXvBxt4Q4mE0sI8iDTXQPgRPPHYrpg1MGGsLHHcHdJUV8OqUYUkkZk2jXRbm+2tufwGDp9iS+tGRVnL"
    "vs0bCeb+OoyoiSx9OpfxIO9JJvuB6z6b+E46/jvsdpmA8XeJv9zRpXWjtb2INBwiqUXmv/hl+SrXZfkq47J8lbjNsU"
    "1VAGGvew3RfZervuq7jPqq72T1VTGV3paz3IYDksM7qr7OeVaNHN+7HmZ//T+oPGoX"
)
